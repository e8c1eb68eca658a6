// Durability
