package main

import (
	"errors"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

var adminRoles = []lanna.Role{lanna.Administrator}

// demoOfficers are the people of the exercise. The first two are on shift, the
// third leads it.
var demoOfficers = []demoUser{
	{Login: "duty", Name: "Duty officer Arun (EXERCISE)", Roles: []lanna.Role{lanna.DutyOfficer}, Lang: "en"},
	{Login: "zhiban", Name: "值班员 林（EXERCISE）", Roles: []lanna.Role{lanna.DutyOfficer}, Lang: "zh"},
	{Login: "leader", Name: "Shift leader Kham (EXERCISE)", Roles: []lanna.Role{lanna.ShiftLeader}, Lang: "en"},
	{Login: "national", Name: "National desk (EXERCISE)", Roles: []lanna.Role{lanna.NationalDesk}, Lang: "en"},
	{Login: "analyst", Name: "Analyst Thiri (EXERCISE)", Roles: []lanna.Role{lanna.Analyst}, Lang: "my"},
	{Login: "support", Name: "Victim support Malee (EXERCISE)", Roles: []lanna.Role{lanna.Victims}, Lang: "th"},
	{Login: "county", Name: "County police (EXERCISE)", Roles: []lanna.Role{lanna.CountyPolice}, Lang: "zh"},
	{Login: "auditor", Name: "Auditor Vong (EXERCISE)", Roles: []lanna.Role{lanna.Auditor}, Lang: "lo"},
}

// loadExercise brings the exercise in by the same doors as real reports.
func loadExercise(p *program, n *node.Node, clock *demoClock, made *demoMade) error {
	admin, err := n.Desk.SignIn(p.ctx, made.Users[0].Login, made.Users[0].Password, "demo")
	if err != nil {
		return err
	}
	officers, err := addOfficers(p, n.Desk, admin, made)
	if err != nil {
		return err
	}
	shift := desk.Shift{
		From: n.Desk.Now(), To: n.Desk.Now() + lanna.Millis((24 * time.Hour).Milliseconds()),
		Officers: []lanna.OfficerID{officers["duty"].Officer, officers["zhiban"].Officer, officers["leader"].Officer},
	}
	if err := n.Desk.SetShift(p.ctx, admin, demoWhy, shift); err != nil {
		return err
	}
	return errors.Join(loadReports(p, n, clock, made.Seed, officers), n.Desk.SignCheckpoint(p.ctx))
}

var demoWhy = desk.Why{Purpose: lanna.Rescue, Case: "EXERCISE", Reason: "EXERCISE"}

// addOfficers opens the accounts and returns who they are, by login.
func addOfficers(p *program, d *desk.Desk, admin desk.Actor, made *demoMade) (map[string]desk.Actor, error) {
	officers := map[string]desk.Actor{}
	for _, u := range demoOfficers {
		u.Password = demoPassword()
		account := desk.Account{Login: u.Login, Name: u.Name, Password: u.Password, Roles: u.Roles, Desk: u.Desk, Lang: u.Lang}
		if _, err := d.AddOfficer(p.ctx, admin, demoWhy, account); err != nil {
			return nil, err
		}
		signedIn, err := d.SignIn(p.ctx, u.Login, u.Password, "demo")
		if err != nil {
			return nil, err
		}
		officers[u.Login] = signedIn
		made.Users = append(made.Users, u)
	}
	return officers, nil
}

// loadReports captures and confirms what the exercise reports.
func loadReports(p *program, n *node.Node, clock *demoClock, seed uint64, officers map[string]desk.Actor) error {
	return nil
}
