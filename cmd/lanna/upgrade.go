package main

import "lanna/node"

type upgradeCmd struct{ folderFlags }

func (upgradeCmd) examples() string { return "lanna upgrade --data /var/lib/lanna" }

// Run upgrades a node that is not being served.
func (c upgradeCmd) Run(p *program) error {
	passphrase, err := c.read(p, false)
	if err != nil {
		return err
	}
	copied, err := node.Upgrade(p.ctx, node.Config{Dir: c.Data, Passphrase: string(passphrase), Log: p.log(), Patience: patience})
	if err != nil {
		return err
	}
	if p.json {
		return p.emit(map[string]any{"data": c.Data, "copy": copied})
	}
	if copied == "" {
		p.say("The node is of this version already.")
		return nil
	}
	p.say("The node is of this version now. As it was, it lies in %s; remove that when all is well.", copied)
	return nil
}
