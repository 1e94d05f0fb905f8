package node

// Dir is the node's data folder.
func (n *Node) Dir() string { return n.cfg.Dir }
