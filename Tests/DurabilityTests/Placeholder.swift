// DurabilityTests
