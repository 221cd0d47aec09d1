using ClinicOps.Intake.Access;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.Merging;

/// <summary>What is asked for: which record stays, and which leads to it from now on.</summary>
/// <param name="Id">Made by the form; becomes the merge's.</param>
/// <param name="SurvivorVersion">As the page showed it, as is <paramref name="MergedVersion"/>.</param>
internal sealed record MergeSaid(Guid Id, Guid SurvivorId, uint SurvivorVersion, Guid MergedId, uint MergedVersion, string Reason);

/// <summary>
/// Says that two records are one person. Nothing is copied over anything: both rows stay, the one leads to the other, and what names it goes along
/// in every module, remembered row by row. A record leads to one that leads nowhere itself, and one to which others lead does not lead on.
/// </summary>
internal sealed class MergePatients(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, HoldTwo hold, CarriedRows<IntakeDb> rows, CurrentActor actor, TimeProvider clock)
{
    public const string Field = "same person";

    public async Task<PatientMerged> Run(MergeSaid said, CancellationToken stopping)
    {
        if (said.SurvivorId == said.MergedId)
        {
            return new PatientMerged.SameRecord();
        }

        try
        {
            return await transaction.Run(effects => Merge(said, effects, stopping), stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return await db.Patients.AsNoTracking().SingleOrDefaultAsync(patient => patient.Id == said.SurvivorId, stopping) is { } now
                ? new PatientMerged.ChangedMeanwhile(now.ChangedBy, now.ChangedAt)
                : new PatientMerged.Unknown();
        }
    }

    private async Task<PatientMerged> Merge(MergeSaid said, Effects effects, CancellationToken stopping)
    {
        if (await hold.Run(said.SurvivorId, said.MergedId, stopping) is not var (survivor, merged))
        {
            return new PatientMerged.Unknown();
        }

        if (await db.PatientMerges.AnyAsync(merge => merge.Id == said.Id, stopping))
        {
            return new PatientMerged.Done();
        }

        if (await Refusal(said, survivor, merged, stopping) is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow();
        db.PatientMerges.Add(new PatientMerge
        {
            Id = said.Id,
            SurvivorId = survivor.Id,
            MergedId = merged.Id,
            At = now,
            By = actor.UserId,
            Reason = said.Reason,
            SurvivorClass = survivor.AccessClass,
            MergedClass = merged.AccessClass,
        });
        merged.MergedIntoId = survivor.Id;
        hold.Touch(survivor, Field, null, merged.Mrn, actor, now);
        hold.Touch(merged, Field, null, survivor.Mrn, actor, now);
        await TakeTheStricterClass(survivor, merged, said.Reason, now, effects, stopping);

        // The record leads on before anything is led there: in this transaction, and in the modules by what they are told.
        await db.SaveChangesAsync(stopping);
        await rows.Join(merged.Id, survivor.Id, stopping);
        effects.Publish(new PatientsMerged(said.Id, survivor.Id, merged.Id));
        effects.Audit(new AuditEntry("patient.merged", "patient", survivor.Id, [merged.Id], said.Reason));
        return new PatientMerged.Done();
    }

    private async Task<PatientMerged?> Refusal(MergeSaid said, Patient survivor, Patient merged, CancellationToken stopping)
    {
        if (!actor.SeesClass(survivor.AccessClass) || !actor.SeesClass(merged.AccessClass))
        {
            return new PatientMerged.NotCleared();
        }

        if (survivor.MergedIntoId is not null || merged.MergedIntoId is not null)
        {
            return new PatientMerged.MergedAlready();
        }

        if (await db.Patients.AnyAsync(patient => patient.MergedIntoId == merged.Id, stopping))
        {
            return new PatientMerged.OthersLeadThere();
        }

        if (survivor.AccessClass != merged.AccessClass && survivor.AccessClass != AccessClass.Standard && merged.AccessClass != AccessClass.Standard)
        {
            return new PatientMerged.TwoClasses();
        }

        var others = (await MergedCircumstances.Of(db, [survivor.Id], stopping))[survivor.Id];
        if (others.Aggregate(Circumstances.Of(survivor), (all, record) => all.And(record)).ContradictedBy(Circumstances.Of(merged)) is { } field)
        {
            return new PatientMerged.Contradicting(field);
        }

        var changed = new[] { (survivor, said.SurvivorVersion), (merged, said.MergedVersion) }.Where(one => one.Item1.Version != one.Item2).Select(one => one.Item1).FirstOrDefault();
        return changed is null ? null : new PatientMerged.ChangedMeanwhile(changed.ChangedBy, changed.ChangedAt);
    }

    /// <summary>Whoever may not see the one may not see the other: also those that were merged into the survivor before.</summary>
    private async Task TakeTheStricterClass(Patient survivor, Patient merged, string reason, DateTimeOffset now, Effects effects, CancellationToken stopping)
    {
        var stricter = survivor.AccessClass == AccessClass.Standard ? merged.AccessClass : survivor.AccessClass;
        var before = await db.Patients.Where(patient => patient.MergedIntoId == survivor.Id).ToListAsync(stopping);
        foreach (var record in before.Append(survivor).Append(merged).Where(record => record.AccessClass != stricter))
        {
            hold.Touch(record, ClassifyPatient.Field, record.AccessClass, stricter, actor, now);
            record.AccessClass = stricter;
            effects.Publish(new PatientClassChanged(record.Id));
            effects.Audit(new AuditEntry("patient.classified", "patient", record.Id, Reason: reason));
        }
    }
}

internal abstract record PatientMerged
{
    private PatientMerged()
    {
    }

    public sealed record Done : PatientMerged;

    public sealed record SameRecord : PatientMerged;

    /// <summary>One of them leads to another already.</summary>
    public sealed record MergedAlready : PatientMerged;

    /// <summary>Others were merged into the one that is to go: it is the one to stay, or those merges are taken back first.</summary>
    public sealed record OthersLeadThere : PatientMerged;

    /// <summary>Each has an access class of its own, and none of the two is the stricter: somebody says first which holds.</summary>
    public sealed record TwoClasses : PatientMerged;

    /// <summary>Both say it, and not the same; mail or words might go to whom they must not.</summary>
    /// <param name="Field">"confidential address", "custody".</param>
    public sealed record Contradicting(string Field) : PatientMerged;

    /// <summary>One is seen by break-glass alone: that opens a record for a time, and does not say whose it is.</summary>
    public sealed record NotCleared : PatientMerged;

    /// <param name="By">Null when a machine did it.</param>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : PatientMerged;

    /// <summary>One of them is not in sight.</summary>
    public sealed record Unknown : PatientMerged;
}
