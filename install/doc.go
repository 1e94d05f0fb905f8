// Package install puts a node onto a machine that systemd runs: its unit, its
// environment, its passphrase as a credential, and the certificate that
// browsers see. It writes files and starts nothing; every path lies below a
// folder that the caller names, so that a test, or a package builder, writes
// into a tree of its own.
package install
