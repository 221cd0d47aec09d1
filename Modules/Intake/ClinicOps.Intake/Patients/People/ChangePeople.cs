using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.People;

/// <summary>
/// Who belongs to a patient and what they may, what is so with the patient, and how the patient wants to be reached. It goes by the patient's version, so that whoever was overtaken
/// is told by whom, and into the history with who and why.
/// </summary>
internal sealed class ChangePeople(IntakeDb db, ModuleTransaction<IntakeDb> transaction, KnowPreferences preferences, CurrentActor actor, TimeProvider clock)
{
    /// <param name="personId">Of one that is there, or made by the form for a new one.</param>
    /// <param name="said">Null: they have no part any more.</param>
    public Task<PeopleChange> Person(Guid patientId, uint version, Guid personId, SaidOfPerson? said, string why, CancellationToken stopping) => Change(
        patientId,
        version,
        said?.WhatIsWrong,
        async patient =>
        {
            var known = await db.RelatedPeople.SingleOrDefaultAsync(person => person.Id == personId, stopping);
            if (known is not null && known.PatientId != patientId)
            {
                return null;
            }

            var before = known is { EndedAt: null } ? SaidOfPerson.Of(known) : null;
            if (said is null)
            {
                known?.EndedAt = clock.GetUtcNow();
            }
            else
            {
                known ??= db.RelatedPeople.Add(new RelatedPerson { Id = personId, PatientId = patientId, Name = said.Name, Relation = said.Relation }).Entity;
                said.WriteTo(known);
                known.EndedAt = null;
            }

            return [("related person", before?.InWords ?? "", said?.InWords ?? "")];
        },
        why,
        stopping);

    public Task<PeopleChange> Circumstances(Guid patientId, uint version, Circumstances said, string why, CancellationToken stopping) => Change(
        patientId,
        version,
        null,
        async patient =>
        {
            // Of the surviving record alone: what merged ones say is shown with it, and holds until it is said otherwise here.
            var own = People.Circumstances.Of(patient);
            var before = (await MergedCircumstances.Of(db, [patientId], stopping))[patientId].Aggregate(own, (all, record) => all.And(record));
            said.Changing(before, own).WriteTo(patient);
            return [.. before.Fields.Zip(said.Fields, (was, becomes) => (was.Field, was.Text, becomes.Text))];
        },
        why,
        stopping,
        said);

    /// <param name="phones">What is said of the patient's own numbers; one that is not there any more is left out.</param>
    public Task<PeopleChange> Contact(Guid patientId, uint version, ContactSaid said, IReadOnlyList<PhoneSaid> phones, string why, CancellationToken stopping) => Change(
        patientId,
        version,
        said.WhatIsWrong ?? (phones.Any(phone => phone.Note.Length > ContactSaid.LongestText || (phone.Kind.Length > 0 && PhoneKinds.Words(phone.Kind).Length == 0)) ? "Choose what kind of number it is, and say in few words what is to be known of it." : null),
        async patient =>
        {
            var before = await preferences.Of(patientId, stopping);
            if (said != before)
            {
                // Of this record alone, and whole: it counts before what was said of one merged into it.
                db.ContactPreferences.Add(Row(patientId, said));
            }

            List<(string Field, string Old, string New)> lines = [.. before.Fields.Zip(said.Fields, (was, becomes) => (was.Field, was.Text, becomes.Text))];
            foreach (var phone in await db.Set<PatientPhone>().Where(phone => phone.PatientId == patientId).OrderBy(phone => phone.Id).ToListAsync(stopping))
            {
                if (phones.FirstOrDefault(one => one.Id == phone.Id) is { } of)
                {
                    var was = PhoneSaid.InWords(phone);
                    (phone.Kind, phone.Note) = (of.Kind, of.Note);
                    lines.Add(("phone number", was, PhoneSaid.InWords(phone)));
                }
            }

            return lines;
        },
        why,
        stopping);

    /// <summary>Nothing but whether reminders may be e-mailed, as the patient says it in passing. What else was said stays.</summary>
    /// <returns>Whether there is such a patient; and what was written, by which it is taken back: null where it was so already.</returns>
    public Task<(bool IsThere, Guid? Written)> Reminders(Guid patientId, bool allowed, CancellationToken stopping) => InPassing(
        patientId,
        before => Task.FromResult(before.Email == allowed ? before : before with { Email = allowed, Preferred = allowed || before.Preferred != ContactChannels.Email ? before.Preferred : "" }),
        allowed ? "allowed" : "not allowed",
        stopping);

    /// <summary>All is again as it was before this was written, what is preferred too; only while nothing was said since.</summary>
    public Task<(bool IsThere, Guid? Written)> TakeRemindersBack(Guid patientId, Guid written, CancellationToken stopping) => InPassing(
        patientId,
        async before =>
            await db.ContactPreferences.Where(row => row.PatientId == patientId).OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Select(row => row.Id).FirstOrDefaultAsync(stopping) == written
                ? await preferences.Of(patientId, stopping, without: written)
                : before,
        "taken back",
        stopping);

    /// <summary>By nobody's version, since only this is said; but the record has a new one by it, so that who writes all of it is told.</summary>
    private async Task<(bool IsThere, Guid? Written)> InPassing(Guid patientId, Func<ContactSaid, Task<ContactSaid>> say, string how, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await transaction.Run<(bool, Guid?)>(
                    async effects =>
                    {
                        if (await db.Patients.SingleOrDefaultAsync(p => p.Id == patientId && p.MergedIntoId == null, stopping) is not { } patient)
                        {
                            return (false, null);
                        }

                        var before = await preferences.Of(patientId, stopping);
                        var said = await say(before);
                        if (said == before)
                        {
                            return (true, null);
                        }

                        var row = db.ContactPreferences.Add(Row(patientId, said)).Entity;
                        Write(patient, before.Fields.Zip(said.Fields, (was, becomes) => (was.Field, was.Text, becomes.Text)).Where(line => line.Item2 != line.Item3), null);

                        // Also where it was changed at this very instant by the same user: of two at once one waits, and reads anew.
                        db.Entry(patient).Property(known => known.ChangedAt).IsModified = true;
                        effects.Audit(new AuditEntry("patient.reminders-said", "patient", patientId, Reason: how));
                        return (true, row.Id);
                    },
                    stopping);
            }
            catch (DbUpdateConcurrencyException)
            {
                // Somebody changed the record at the same time: what is so now is read anew.
                db.ChangeTracker.Clear();
            }
        }
    }

    private ContactPreference Row(Guid patientId, ContactSaid said) => new()
    {
        Id = Guid.CreateVersion7(),
        PatientId = patientId,
        Email = said.Email,
        Phone = said.Phone,
        Text = said.Text,
        Post = said.Post,
        Preferred = said.Preferred,
        Voicemail = said.Voicemail,
        HealthByEmail = said.HealthByEmail,
        BestTime = said.BestTime,
        At = clock.GetUtcNow(),
        By = actor.UserId,
    };

    private async Task<PeopleChange> Change(
        Guid patientId,
        uint version,
        string? wrong,
        Func<Patient, Task<IReadOnlyList<(string Field, string Old, string New)>?>> change,
        string why,
        CancellationToken stopping,
        Circumstances? circumstances = null)
    {
        try
        {
            return await transaction.Run<PeopleChange>(
                async effects =>
                {
                    if (await db.Patients.SingleOrDefaultAsync(p => p.Id == patientId && p.MergedIntoId == null, stopping) is not { } patient)
                    {
                        return new PeopleChange.Unknown();
                    }

                    wrong ??= circumstances?.WhatIsWrong(patient.BirthDate, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
                    if (wrong is not null)
                    {
                        return new PeopleChange.NotUnderstood(wrong);
                    }

                    var token = patient.Version;
                    if (await change(patient) is not { } lines)
                    {
                        return new PeopleChange.Unknown();
                    }

                    var differing = lines.Where(line => line.Old != line.New).ToList();
                    if (differing.Count == 0)
                    {
                        // Sent twice, or nothing new: it is so already.
                        db.ChangeTracker.Clear();
                        return new PeopleChange.Done();
                    }

                    if (token != version)
                    {
                        db.ChangeTracker.Clear();
                        return new PeopleChange.ChangedMeanwhile(patient.ChangedBy, patient.ChangedAt);
                    }

                    Write(patient, differing, why);
                    effects.Audit(new AuditEntry("patient.changed", "patient", patientId, Reason: why));
                    return new PeopleChange.Done();
                },
                stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return await db.Patients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == patientId, stopping) is { } now
                ? new PeopleChange.ChangedMeanwhile(now.ChangedBy, now.ChangedAt)
                : new PeopleChange.Unknown();
        }
    }

    private void Write(Patient patient, IEnumerable<(string Field, string Old, string New)> lines, string? why)
    {
        (patient.ChangedAt, patient.ChangedBy) = (clock.GetUtcNow(), actor.UserId);
        db.PatientChanges.AddRange(lines.Select(line => Line(patient.Id, line.Field, line.Old, line.New, why)));
    }

    private PatientChange Line(Guid patientId, string field, string old, string becomes, string? why) => new()
    {
        Id = Guid.CreateVersion7(),
        PatientId = patientId,
        At = clock.GetUtcNow(),
        By = actor.UserId,
        Via = "edit",
        Field = field,
        Old = old,
        New = becomes,
        Why = why,
    };
}

internal abstract record PeopleChange
{
    private PeopleChange()
    {
    }

    public sealed record Done : PeopleChange;

    public sealed record NotUnderstood(string Why) : PeopleChange;

    /// <param name="By">Null when a machine did it.</param>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : PeopleChange;

    /// <summary>There is no such patient in sight, or the person is another patient's.</summary>
    public sealed record Unknown : PeopleChange;
}
