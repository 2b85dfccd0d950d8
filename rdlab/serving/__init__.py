"""Between the network and the page: what may come in, by whom, and visits that outlive their connections."""
