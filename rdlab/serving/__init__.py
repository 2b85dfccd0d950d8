"""Between the network and the page: visits that outlive their connections, and what may come in at all."""
