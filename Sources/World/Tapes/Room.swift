// Tapes
