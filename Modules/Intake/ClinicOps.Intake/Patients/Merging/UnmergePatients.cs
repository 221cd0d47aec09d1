using ClinicOps.Intake.Access;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.Merging;

/// <summary>
/// Takes a merge back: each record stands by itself again with what was its own, and with what came of that. What else came to the survivor since
/// stays with it, and is a task for a person to sort; what a person put elsewhere stays there.
/// </summary>
internal sealed class UnmergePatients(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, HoldTwo hold, CarriedRows<IntakeDb> rows, OwnClasses classes, CameSince came, RaiseTask raise, CurrentActor actor, TimeProvider clock)
{
    public async Task<PatientUnmerged> Run(Guid mergeId, string reason, CancellationToken stopping)
    {
        var since = await came.Of(mergeId, stopping);
        return await transaction.Run(effects => Unmerge(mergeId, reason, since, effects, stopping), stopping);
    }

    private async Task<PatientUnmerged> Unmerge(Guid mergeId, string reason, WhatCame since, Effects effects, CancellationToken stopping)
    {
        if (await db.PatientMerges.AsNoTracking().SingleOrDefaultAsync(merge => merge.Id == mergeId, stopping) is not { } merge
            || await hold.Run(merge.SurvivorId, merge.MergedId, stopping) is not var (survivor, merged))
        {
            return new PatientUnmerged.Unknown();
        }

        if (!actor.SeesClass(survivor.AccessClass) || !actor.SeesClass(merged.AccessClass))
        {
            return new PatientUnmerged.NotCleared();
        }

        if (await db.PatientUnmerges.AnyAsync(back => back.MergeId == mergeId, stopping))
        {
            // Sent twice: it is so already.
            return new PatientUnmerged.Done(merged.Id);
        }

        if (await MoneyIsMixed(survivor.Id, merged.Id, stopping))
        {
            return new PatientUnmerged.MoneyIsMixed();
        }

        var now = clock.GetUtcNow();
        db.PatientUnmerges.Add(new PatientUnmerge { MergeId = mergeId, At = now, By = actor.UserId, Reason = reason });
        merged.MergedIntoId = null;
        hold.Touch(survivor, MergePatients.Field, merged.Mrn, null, actor, now);
        hold.Touch(merged, MergePatients.Field, survivor.Mrn, null, actor, now);
        var staysClosed = await TakeTheirOwnClasses(survivor, merged, reason, since.Any, now, effects, stopping);
        await db.SaveChangesAsync(stopping);
        await rows.Part(merged.Id, stopping);
        if (since.Any)
        {
            raise.Add(since.ToSort(mergeId, survivor, staysClosed, now), effects);
        }

        effects.Publish(new PatientsUnmerged(mergeId, survivor.Id, merged.Id));
        effects.Audit(new AuditEntry("patient.unmerged", "patient", survivor.Id, [merged.Id], reason));
        return new PatientUnmerged.Done(merged.Id);
    }

    /// <summary>
    /// Each gets the class that is its own; the survivor the strictest of those that it still stands for. What came since may be the other's: then
    /// the survivor is not opened, until a person has looked.
    /// </summary>
    /// <returns>Whether the survivor stays closed for what came since alone.</returns>
    private async Task<bool> TakeTheirOwnClasses(Patient survivor, Patient merged, string reason, bool cameSince, DateTimeOffset now, Effects effects, CancellationToken stopping)
    {
        List<Patient> standing = [survivor, .. await db.Patients.Where(other => other.MergedIntoId == survivor.Id && other.Id != merged.Id).ToListAsync(stopping)];
        var own = await classes.Of([.. standing, merged], stopping);
        var strictest = OwnClasses.Strictest(standing.Select(record => own[record.Id])) ?? survivor.AccessClass;
        var staysClosed = cameSince && strictest == AccessClass.Standard && survivor.AccessClass != AccessClass.Standard;
        Set([merged], own[merged.Id]);
        Set(standing, staysClosed ? survivor.AccessClass : strictest);
        return staysClosed;

        void Set(IEnumerable<Patient> records, string becomes)
        {
            foreach (var record in records.Where(record => record.AccessClass != becomes))
            {
                hold.Touch(record, ClassifyPatient.Field, record.AccessClass, becomes, actor, now);
                record.AccessClass = becomes;
                effects.Publish(new PatientClassChanged(record.Id));
                effects.Audit(new AuditEntry("patient.classified", "patient", record.Id, Reason: reason));
            }
        }
    }

    /// <summary>Whether the one used prepayments of the other: apart, one account would have used more than it held.</summary>
    private async Task<bool> MoneyIsMixed(Guid survivorId, Guid mergedId, CancellationToken stopping)
    {
        var lines = await db.LedgerEntries.AsNoTracking()
            .Where(line => db.Patients.Any(patient => patient.Id == line.PatientId && (patient.Id == survivorId || patient.MergedIntoId == survivorId)))
            .ToListAsync(stopping);
        return lines.GroupBy(line => line.PatientId == mergedId).Any(own => new PatientAccount(survivorId, [.. own]).Prepaid < 0);
    }
}

internal abstract record PatientUnmerged
{
    private PatientUnmerged()
    {
    }

    /// <param name="MergedId">The record that stands by itself again.</param>
    public sealed record Done(Guid MergedId) : PatientUnmerged;

    /// <summary>A prepayment of the one was used for the other: it is given back first.</summary>
    public sealed record MoneyIsMixed : PatientUnmerged;

    /// <summary>Seen by break-glass alone.</summary>
    public sealed record NotCleared : PatientUnmerged;

    /// <summary>There is no such merge in sight.</summary>
    public sealed record Unknown : PatientUnmerged;
}
