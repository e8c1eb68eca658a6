// TapesTests
