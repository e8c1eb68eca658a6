import Operations
import Simulation

Program(SimulatorProgram.root).runAndExit()
