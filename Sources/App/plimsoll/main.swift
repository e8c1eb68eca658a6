import Operations

Program(PlimsollProgram.root).runAndExit()
