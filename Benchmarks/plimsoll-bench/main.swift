import Operations

Program(BenchmarkProgram.root).runAndExit()
