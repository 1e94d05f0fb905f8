package desk

import (
	"maps"
	"slices"

	"lanna"
)

// readers are the roles that are shown persons.
var readers = []lanna.Role{lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.CountyPolice, lanna.PointLeader, lanna.Victims, lanna.LegalDesk, lanna.Analyst, lanna.Liaison}

// mayDo is which roles may do which act. It is data: a node may be given a
// narrower table, and a page asks it (Actor.May) before it shows a button.
var mayDo = map[string][]lanna.Role{
	// the queue
	"queue.list":        {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Analyst, lanna.Victims, lanna.Liaison},
	"alert.show":        {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Analyst, lanna.Victims, lanna.Liaison},
	"alert.acknowledge": {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader},
	"alert.assign":      {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader},
	"alert.escalate":    {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader},
	"alert.note":        {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Analyst},
	"alert.close":       {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk},
	"alert.reopen":      {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk},
	"alert.drill":       {lanna.ShiftLeader, lanna.NationalDesk, lanna.Administrator},
	"shift.show":        {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Administrator},
	"shift.handover":    {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader},
	"rota.show":         {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Administrator},
	"rota.set":          {lanna.ShiftLeader, lanna.PointLeader, lanna.Administrator},

	// intake
	"capture.add":     {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Analyst, lanna.Liaison},
	"capture.show":    {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Analyst, lanna.Liaison},
	"capture.confirm": {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Analyst},

	// records
	"record.show":    {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.CountyPolice, lanna.PointLeader, lanna.Victims, lanna.LegalDesk, lanna.Analyst, lanna.Liaison},
	"record.search":  {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Victims, lanna.LegalDesk, lanna.Analyst, lanna.Liaison},
	"record.correct": {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Analyst, lanna.Victims},
	"record.add":     {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Analyst, lanna.Victims},
	"record.note":    {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Analyst, lanna.Victims},
	"record.suspect": {lanna.ShiftLeader, lanna.NationalDesk, lanna.Analyst},
	"record.screen":  {lanna.Victims},
	"record.safety":  {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Victims},
	"record.ask":     {lanna.ShiftLeader, lanna.NationalDesk},
	"record.unask":   {lanna.ShiftLeader, lanna.NationalDesk},
	"record.erase":   {lanna.ShiftLeader, lanna.Administrator},
	"record.hide":    {lanna.Victims, lanna.NationalDesk, lanna.ShiftLeader},
	"record.renew":   {lanna.ShiftLeader, lanna.Administrator},
	"record.due":     {lanna.ShiftLeader, lanna.Administrator, lanna.Auditor},

	// on paper
	"record.print": {lanna.NationalDesk, lanna.ShiftLeader, lanna.LegalDesk},
	"alert.print":  {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader},
	"print.show":   {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.LegalDesk},
	"print.list":   {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.LegalDesk, lanna.Liaison},

	// requests of data subjects
	"subject.open":     {lanna.LegalDesk, lanna.NationalDesk, lanna.ShiftLeader, lanna.DutyOfficer},
	"subject.list":     {lanna.LegalDesk, lanna.NationalDesk, lanna.ShiftLeader},
	"subject.show":     {lanna.LegalDesk, lanna.NationalDesk, lanna.ShiftLeader},
	"subject.assign":   {lanna.LegalDesk, lanna.NationalDesk},
	"subject.identify": {lanna.LegalDesk, lanna.NationalDesk},
	"subject.link":     {lanna.LegalDesk, lanna.NationalDesk},
	"subject.restrict": {lanna.LegalDesk, lanna.NationalDesk},
	"subject.answer":   {lanna.LegalDesk, lanna.NationalDesk},
	"subject.print":    {lanna.LegalDesk, lanna.NationalDesk},
	"subject.do":       {lanna.LegalDesk, lanna.NationalDesk, lanna.ShiftLeader},
	"subject.rules":    {lanna.Administrator},

	// who may be the same
	"match.search": {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Victims, lanna.LegalDesk, lanna.Analyst, lanna.Liaison},
	"match.show":   {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Victims, lanna.LegalDesk, lanna.Analyst, lanna.Liaison},
	"match.judge":  {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Victims, lanna.Analyst},

	// exchange
	"record.release":   {lanna.NationalDesk},
	"record.recall":    {lanna.NationalDesk},
	"release.show":     {lanna.NationalDesk, lanna.ShiftLeader, lanna.Liaison},
	"release.review":   {lanna.NationalDesk},
	"release.overdue":  {lanna.NationalDesk, lanna.ShiftLeader, lanna.Liaison},
	"request.send":     {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk},
	"request.accept":   {lanna.NationalDesk, lanna.ShiftLeader},
	"request.draft":    {lanna.CountyPolice, lanna.NationalDesk},
	"request.answer":   {lanna.NationalDesk},
	"request.refuse":   {lanna.NationalDesk},
	"request.withdraw": {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk},
	"request.note":     {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk},
	"request.list":     {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.CountyPolice, lanna.PointLeader, lanna.Analyst, lanna.Liaison},
	"request.show":     {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.CountyPolice, lanna.PointLeader, lanna.Analyst, lanna.Liaison},
	"party.accept":     {lanna.NationalDesk, lanna.Administrator},
	"party.card":       {lanna.NationalDesk, lanna.Administrator},
	"party.list":       {lanna.NationalDesk, lanna.Administrator, lanna.DutyOfficer, lanna.ShiftLeader, lanna.PointLeader, lanna.Liaison, lanna.Auditor},
	"party.assign":     {lanna.NationalDesk, lanna.Administrator},
	"party.revoke":     {lanna.NationalDesk, lanna.Administrator},
	"sync.status":      {lanna.NationalDesk, lanna.Administrator, lanna.DutyOfficer, lanna.ShiftLeader, lanna.PointLeader, lanna.Liaison, lanna.Auditor},
	"sync.resume":      {lanna.NationalDesk, lanna.Administrator},
	"courier.pack":     {lanna.NationalDesk, lanna.ShiftLeader, lanna.PointLeader, lanna.Administrator},
	"courier.unpack":   {lanna.NationalDesk, lanna.ShiftLeader, lanna.PointLeader, lanna.Administrator},
	"hit.ask":          {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.Analyst},
	"hit.list":         {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.Analyst},
	"hit.partners":     {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.Analyst, lanna.Liaison, lanna.Auditor, lanna.Administrator},
	"hit.set":          {lanna.NationalDesk, lanna.Administrator},
	"hit.sweeps":       {lanna.Auditor, lanna.NationalDesk, lanna.ShiftLeader},
	"hit.lift":         {lanna.NationalDesk, lanna.ShiftLeader},
	"quarantine.list":  {lanna.Auditor},

	// lists of people
	"list.upload":   {lanna.NationalDesk, lanna.ShiftLeader, lanna.Analyst, lanna.PointLeader},
	"list.check":    {lanna.NationalDesk, lanna.ShiftLeader, lanna.Analyst, lanna.PointLeader},
	"list.show":     {lanna.NationalDesk, lanna.ShiftLeader, lanna.Analyst, lanna.PointLeader, lanna.Victims},
	"list.decide":   {lanna.NationalDesk, lanna.ShiftLeader, lanna.Analyst},
	"list.drop":     {lanna.NationalDesk, lanna.ShiftLeader, lanna.Analyst, lanna.PointLeader},
	"list.sign":     {lanna.NationalDesk, lanna.ShiftLeader},
	"list.commit":   {lanna.NationalDesk, lanna.ShiftLeader},
	"list.rollback": {lanna.NationalDesk, lanna.ShiftLeader},

	// people and the log
	"officer.add":     {lanna.Administrator},
	"officer.set":     {lanna.Administrator},
	"officer.grant":   {lanna.Administrator},
	"officer.revoke":  {lanna.Administrator},
	"officer.disable": {lanna.Administrator},
	"officer.enable":  {lanna.Administrator},
	"officer.reset":   {lanna.Administrator},
	"officer.end":     {lanna.Administrator},
	"officer.link":    {lanna.Administrator},
	"officer.unlink":  {lanna.Administrator},
	"officer.agree":   {lanna.Administrator},
	"officer.decline": {lanna.Administrator},
	"officer.wake":    {lanna.Administrator},
	"account.wake":    lanna.Roles,
	"officer.list":    {lanna.Administrator, lanna.Auditor},
	"policy.set":      {lanna.Administrator},
	"canary.plant":    {lanna.Auditor},
	"canary.list":     {lanna.Auditor},
	"reading.ask":     readers,
	"reading.agree":   {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Victims, lanna.LegalDesk, lanna.Analyst},
	"reading.decline": {lanna.DutyOfficer, lanna.ShiftLeader, lanna.NationalDesk, lanna.PointLeader, lanna.Victims, lanna.LegalDesk, lanna.Analyst},
	"reading.unask":   readers,
	"node.show":       {lanna.Administrator},
	"audit.list":      {lanna.Auditor},
	"audit.export":    {lanna.Auditor},
	"audit.verify":    {lanna.Auditor, lanna.Administrator},
	"writer.list":     {lanna.Auditor, lanna.Administrator},
	"writer.add":      {lanna.Administrator},
	"rebuild":         {lanna.Administrator},
	"backup.make":     {lanna.Administrator},
	"restore.go-on":   {lanna.Administrator},
}

// Acts lists what an officer can do or read, in order: the log names each of them.
func Acts() []string { return slices.Sorted(maps.Keys(mayDo)) }

// needReason lists the acts that are refused without a reason in words.
var needReason = []string{"match.judge", "record.hide", "hit.lift", "record.screen", "record.erase", "record.renew", "record.print", "alert.print", "alert.reopen", "officer.add", "officer.set", "officer.grant", "officer.revoke", "officer.disable", "officer.enable", "officer.reset", "officer.end", "officer.link", "officer.unlink", "officer.wake", "officer.agree", "officer.decline", "policy.set", "rota.set", "canary.plant", "reading.ask", "reading.agree", "reading.decline", "record.release", "record.recall", "party.revoke", "sync.resume", "list.sign", "list.rollback", "restore.go-on"}
