// Filled by the first capability that needs it.
