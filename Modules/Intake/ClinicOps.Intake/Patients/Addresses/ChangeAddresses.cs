using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.Addresses;

/// <summary>
/// Adds, changes and ends addresses of a patient, by the patient's version, with who and why; and takes such an act back. One of a merged record is changed in that record, and goes back with it.
/// A patient has one home and one mailing address at a time, and on no day two temporary ones.
/// </summary>
internal sealed class ChangeAddresses(IntakeDb db, ModuleTransaction<IntakeDb> transaction, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    /// <param name="addressId">Of the new row, made by the form: sent twice, it is one.</param>
    /// <param name="replaces">The one that is changed; null adds one.</param>
    /// <param name="wasMistake">Whether the one that is changed was never right; else the patient moved.</param>
    public async Task<AddressChange> Save(Guid patientId, uint version, Guid addressId, Guid? replaces, AddressSaid said, bool wasMistake, string? why, CancellationToken stopping)
    {
        if (said.WhatIsWrong(ShownAddress.Today(await organization.Profile(stopping), clock)) is { } wrong)
        {
            return new AddressChange.NotUnderstood(wrong);
        }

        return await Change(
            patientId,
            version,
            why,
            rows =>
            {
                var known = rows.Find(row => row.Id == replaces);
                if (rows.Exists(row => row.Id == addressId) || (known is not null && AddressSaid.Of(known) == said))
                {
                    return new Step.Refused(new AddressChange.Done());
                }

                if (replaces is not null && known is not { EndedAt: null })
                {
                    return new Step.Refused(new AddressChange.NotUnderstood("This address was changed or ended meanwhile: look at it first."));
                }

                var owner = known?.PatientId ?? patientId;
                if (rows.Find(row => row.PatientId == owner && row != known && IsInTheWay(row, said)) is { } standing)
                {
                    return new Step.Refused(new AddressChange.NotUnderstood(said.Kind == AddressKinds.Temporary
                        ? $"On some of these days mail goes to another temporary address already ({LocalTime.Us(standing.ValidFrom)} to {LocalTime.Us(standing.ValidTo)}): change that one, or end it."
                        : $"There is a {AddressKinds.Words(said.Kind).ToLowerInvariant()} already: change that one, or end it."));
                }

                return new Step.Write(owner, known, known is not null && (wasMistake || said.IsSamePlaceAs(known)), said.Row(addressId, owner, Stamp(why), known?.Id));
            },
            stopping);
    }

    /// <param name="wasMistake">It was never the patient's: nobody is found by it.</param>
    public Task<AddressChange> End(Guid patientId, uint version, Guid addressId, bool wasMistake, string? why, CancellationToken stopping) => Change(
        patientId,
        version,
        why,
        rows => rows.Find(row => row.Id == addressId) switch
        {
            null => new Step.Refused(new AddressChange.Unknown()),
            { EndedAt: not null } => new Step.Refused(new AddressChange.Done()),
            { } known => new Step.Write(known.PatientId, known, wasMistake, null),
        },
        stopping);

    /// <summary>Takes an act back, as long as nothing was done since that it would undo too: an address that was ended stands again; one that was written is gone, and the one before stands again.</summary>
    /// <param name="ended">Which act it was.</param>
    /// <returns>Null where there is no such address in sight; else whether anything was undone.</returns>
    public async Task<bool?> Undo(Guid patientId, Guid addressId, bool ended, CancellationToken stopping)
    {
        const string TakenBack = "taken back";
        bool? undone = null;
        var answer = await Change(
            patientId,
            null,
            TakenBack,
            rows =>
            {
                if (rows.Find(row => row.Id == addressId) is not { } row)
                {
                    return new Step.Refused(new AddressChange.Unknown());
                }

                undone = false;
                var before = ended ? row : rows.Find(other => other.Id == row.ReplacesId);
                var isInTheWay = before is not null && rows.Exists(other => other.PatientId == before.PatientId && other != row && other != before && IsInTheWay(other, AddressSaid.Of(before)));
                if ((row.EndedAt is not null) != ended || isInTheWay || (ended && rows.Exists(other => other.ReplacesId == row.Id && !other.WasMistake)))
                {
                    return new Step.Refused(new AddressChange.Done());
                }

                undone = true;
                return new Step.Write(row.PatientId, ended ? null : row, true, before);
            },
            stopping);
        return answer is AddressChange.Unknown ? null : undone == true && answer is AddressChange.Done;
    }

    private async Task<AddressChange> Change(Guid patientId, uint? version, string? why, Func<List<PatientAddress>, Step> decide, CancellationToken stopping)
    {
        try
        {
            return await transaction.Run(effects => Change(patientId, version, why, decide, effects, stopping), stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return await db.Patients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == patientId, stopping) is { } now
                ? new AddressChange.ChangedMeanwhile(now.ChangedBy, now.ChangedAt)
                : new AddressChange.Unknown();
        }
    }

    private async Task<AddressChange> Change(Guid patientId, uint? version, string? why, Func<List<PatientAddress>, Step> decide, Effects effects, CancellationToken stopping)
    {
        var records = await db.Patients.Include(p => p.Addresses).Where(p => (p.Id == patientId && p.MergedIntoId == null) || p.MergedIntoId == patientId).ToListAsync(stopping);
        if (records.Find(record => record.Id == patientId) is not { } patient)
        {
            return new AddressChange.Unknown();
        }

        var step = decide([.. records.SelectMany(record => record.Addresses)]);
        if (step is not Step.Write act)
        {
            return ((Step.Refused)step).Answer;
        }

        if (version is { } shown && patient.Version != shown)
        {
            return new AddressChange.ChangedMeanwhile(patient.ChangedBy, patient.ChangedAt);
        }

        var owner = records.Find(record => record.Id == act.OwnerId)!;
        db.PatientChanges.AddRange(Lines(act, Stamp(why)));
        act.Ends?.End(clock.GetUtcNow(), actor.UserId, why ?? "", act.WasMistake);
        foreach (var record in new[] { patient, owner }.Distinct())
        {
            // Also where it was changed at this very instant by the same user: of two at once one is told.
            (record.ChangedAt, record.ChangedBy) = (clock.GetUtcNow(), actor.UserId);
            db.Entry(record).Property(known => known.ChangedAt).IsModified = true;
        }

        // Of one kind one stands: what ends is written before what stands in its place.
        await db.SaveChangesAsync(stopping);
        if (act.Stands is { } stands && db.Entry(stands).State == EntityState.Detached)
        {
            db.Add(stands);
        }
        else
        {
            act.Stands?.Reopen();
        }

        effects.Audit(new AuditEntry("patient.changed", "patient", patientId, Reason: why));

        // A match may rest on where somebody lives, or lived.
        effects.Publish(new PatientChanged(patientId));
        return new AddressChange.Done();
    }

    /// <summary>Into the history: of a home address part by part, as forms and files of the EHR say it; of another in one line.</summary>
    private static IEnumerable<PatientChange> Lines(Step.Write act, PatientStamp stamp)
    {
        var (was, becomes) = (act.Ends is null ? null : AddressSaid.Of(act.Ends), act.Stands is null ? null : AddressSaid.Of(act.Stands));
        return from field in Parts(was).Concat(Parts(becomes)).Select(part => part.Field).Distinct()
               let old = Parts(was).FirstOrDefault(part => part.Field == field).Text ?? ""
               let now = Parts(becomes).FirstOrDefault(part => part.Field == field).Text ?? ""
               where old != now
               select WritePatient.Line(act.OwnerId, field, old, now, stamp);
    }

    private static IEnumerable<(string Field, string Text)> Parts(AddressSaid? said) => said switch
    {
        null => [],
        { Kind: AddressKinds.Home } => PatientDetails.OfHome.Zip([said.Line, said.City, said.State, said.Zip]),
        _ => [(AddressKinds.Words(said.Kind).ToLowerInvariant(), said.InWords)],
    };

    private static bool IsInTheWay(PatientAddress row, AddressSaid said) =>
        row.EndedAt is null && row.Kind == said.Kind && (said.Kind != AddressKinds.Temporary || (row.ValidFrom <= said.Until && said.From <= row.ValidTo));

    private PatientStamp Stamp(string? why) => new(clock.GetUtcNow(), actor.UserId, "edit", why);

    /// <summary>What is to be done about a patient's addresses.</summary>
    private abstract record Step
    {
        /// <summary>Nothing: this is the answer.</summary>
        public sealed record Refused(AddressChange Answer) : Step;

        /// <param name="OwnerId">The record that they are of.</param>
        /// <param name="Stands">New, or one that ended before.</param>
        public sealed record Write(Guid OwnerId, PatientAddress? Ends, bool WasMistake, PatientAddress? Stands) : Step;
    }
}

internal abstract record AddressChange
{
    private AddressChange()
    {
    }

    /// <summary>Also where it was so already.</summary>
    public sealed record Done : AddressChange;

    public sealed record NotUnderstood(string Why) : AddressChange;

    /// <param name="By">Null when a machine did it.</param>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : AddressChange;

    /// <summary>There is no such patient in sight, or the address is another patient's.</summary>
    public sealed record Unknown : AddressChange;
}
