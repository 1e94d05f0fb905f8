// Package desk is the two doors of a node. In: a command, by an actor, for a
// purpose, with a reason, becomes signed statements in one transaction. Out: a
// view, for an actor and a purpose, shows what handling releases and leaves a
// trace in the log. Nothing reaches the store or leaves the node around them.
//
// Each workflow is a few files: what it says, what it shows. A workflow adds no
// SQL; it adds views and acts.
//
// This is the map of the room. Files that share a workflow share the beginning
// of their names, where that can be; a test holds that each file stands here
// once.
//
// # The doors
//
//   - desk.go: what a Desk is made of. actor.go: who commands or looks.
//   - in.go: commands. ahead.go, noted.go: done beside one another, written in turn.
//     acts.go: what each act is called. form.go: a form sent twice.
//   - out.go: views. recordview.go: what a reader may know, value by value.
//     plain.go: what pages put into words.
//   - view.go: views as Go values. rebuild.go, refresh.go: made anew, and read anew
//     where another process wrote. labels.go: B-0021 and its like.
//   - rights.go, people.go, audience.go: who may. choice.go: markings to choose from.
//   - event.go, events.go, broadcast.go: what open pages hear.
//   - limit.go, more.go, far.go: how many persons an officer sees, and whose.
//   - two.go: what takes two people.
//
// # From a picture to an alert
//
//   - upload.go, capture.go, captureview.go: what came in.
//   - read.go, picture.go, crop.go, dropblob.go: pictures, read beside the desk.
//   - propose.go, repost.go, minhash.go: what extraction proposes, and what was seen before.
//   - confirm.go, notice.go, field.go, safeguard.go, minor.go: a person confirms; the
//     presumed victim.
//   - raise.go, alert.go, alertview.go, alertdetail.go, queue.go: alerts.
//   - rules.go, clock.go: why and how fast.
//
// # Records and persons
//
//   - record.go, recordbuild.go, history.go: a record's page. search.go: found again.
//   - correct.go, person.go, latin.go: facts of a person.
//   - candidate.go, judgement.go, profile.go, register.go: who may be whom.
//   - list.go, listcheck.go, listmatch.go, listrow.go, listview.go, listsign.go,
//     listtable.go, listcommit.go, listrecord.go, listundo.go: lists of people.
//   - canary.go: planted records.
//
// # What ends, and who asks for it
//
//   - due.go, erase.go, bond.go, hide.go: review, erasure, not to be found.
//   - subject.go, subjectact.go, subjectview.go, extract.go, appeal.go: the person asks.
//
// # Officers, duty, waking
//
//   - officer.go, officerview.go, invite.go, password.go, factor.go, signin.go,
//     link.go, tries.go, triesbook.go, memory.go, device.go: accounts and signing in.
//   - duty.go, rota.go, rotaset.go, rotatell.go, shift.go, handover.go: who is on duty.
//   - wake.go, waketo.go, wakerun.go, push.go, drill.go: away from the screen.
//
// # Exchange
//
//   - parties.go, card.go, policy.go, partnerclock.go: whom with.
//   - post.go, courier.go, sync.go: envelopes out and in. receive.go, deliver.go,
//     arrival.go, quarantine.go, prove.go, verified.go: what is checked.
//   - adopt.go, unite.go: what this node adds of its own.
//   - release.go, releasejudge.go, releasepicture.go, releasesees.go, standing.go, ledger.go: what goes.
//     recall.go, receipts.go, onward.go: what comes back, and onward.
//   - request.go, requestask.go, requestdue.go, requestkinds.go, requestlist.go,
//     requestroute.go, requestsend.go, requestview.go, asked.go, leave.go: questions.
//   - hitterms.go, hitpublish.go, hitcollect.go, hitstage.go, hitask.go, hitanswer.go,
//     hitresult.go, hitsweep.go, hitview.go: hit/no-hit.
//   - samewriter.go, shared.go, restored.go, regain.go: nodes of one agency, and a node
//     that comes back.
//
// # Audit, paper, upkeep
//
//   - auditview.go, auditexport.go, place.go: the log. writer.go: who signs.
//   - paper.go, dossier.go, bulletin.go: what is printed.
//   - admin.go, backup.go, nodeshow.go: upkeep.
package desk
