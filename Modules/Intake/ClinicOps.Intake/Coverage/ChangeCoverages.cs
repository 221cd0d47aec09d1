using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coverage;

/// <summary>
/// Adds, changes or takes out one coverage of a patient. It goes by the patient's version, and into the patient's history field by field; one of a
/// record that was merged into the patient's stays that record's.
/// </summary>
internal sealed class ChangeCoverages(IntakeDb db, ModuleTransaction<IntakeDb> transaction, KnowPayers know, CurrentActor actor, TimeProvider clock)
{
    public const int LongestText = 100;

    private static readonly string[] Relationships = ["", "self", "spouse", "child", "other"];

    /// <param name="coverageId">Of one that is there, or made by the form for a new one.</param>
    /// <param name="version">The patient's, as the page showed it.</param>
    /// <param name="said">Null takes it out.</param>
    /// <param name="why">As who changes it says it; null where nobody said.</param>
    public async Task<CoverageChange> Run(Guid patientId, uint version, Guid coverageId, CoverageSaid? said, string? why, CancellationToken stopping)
    {
        if (said?.WhatIsWrong(Relationships) is { } wrong)
        {
            return new CoverageChange.NotUnderstood(wrong);
        }

        try
        {
            return await transaction.Run(effects => Change(patientId, version, coverageId, said, why, effects, stopping), stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return await db.Patients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == patientId, stopping) is { } now
                ? new CoverageChange.ChangedMeanwhile(now.ChangedBy, now.ChangedAt)
                : new CoverageChange.Unknown();
        }
    }

    private async Task<CoverageChange> Change(Guid patientId, uint version, Guid coverageId, CoverageSaid? said, string? why, Effects effects, CancellationToken stopping)
    {
        var records = await db.Patients.Include(p => p.Coverages).Where(p => (p.Id == patientId && p.MergedIntoId == null) || p.MergedIntoId == patientId).ToListAsync(stopping);
        if (records.Find(record => record.Id == patientId) is not { } patient)
        {
            return new CoverageChange.Unknown();
        }

        var owner = records.Find(record => record.Coverages.Exists(coverage => coverage.Id == coverageId)) ?? patient;
        var known = owner.Coverages.Find(coverage => coverage.Id == coverageId);
        if (said is not null && known is not null && CoverageSaid.Of(known) == said)
        {
            // Sent twice: it is so already.
            return new CoverageChange.Done();
        }

        if (patient.Version != version)
        {
            return new CoverageChange.ChangedMeanwhile(patient.ChangedBy, patient.ChangedAt);
        }

        var before = known is null ? "" : CoverageSaid.Of(known).InWords;
        var ids = (known?.MemberKey, known?.HolderFirst, known?.HolderLast);
        if (said is null)
        {
            if (known is null)
            {
                return new CoverageChange.Done();
            }

            owner.Coverages.Remove(known);
            db.Remove(known);
        }
        else
        {
            if (known is null)
            {
                known = new PatientCoverage { Id = coverageId, PatientId = patientId, Payer = "", MemberId = "", MemberKey = "" };
                db.Add(known);
            }

            said.WriteTo(known);
            known.ByHand = true;
        }

        (patient.ChangedAt, patient.ChangedBy) = (owner.ChangedAt, owner.ChangedBy) = (clock.GetUtcNow(), actor.UserId);
        db.PatientChanges.Add(new PatientChange
        {
            Id = Guid.CreateVersion7(),
            PatientId = owner.Id,
            At = clock.GetUtcNow(),
            By = actor.UserId,
            Via = "edit",
            Field = "coverage",
            Old = before,
            New = said?.InWords ?? "",
            Why = why,
        });
        effects.Audit(new AuditEntry("patient.changed", "patient", patientId, Reason: why));
        if (said is null || ids != (NameKeys.Number(said.MemberId), said.HolderFirst, said.HolderLast))
        {
            // A match may rest on whose member id it is.
            effects.Publish(new PatientChanged(patientId));
        }

        await db.SaveChangesAsync(stopping);
        await know.Run(owner.Id, stopping);
        return new CoverageChange.Done();
    }
}

/// <param name="Rank">1 pays first.</param>
/// <param name="Relationship">Of the patient to the subscriber: self, spouse, child, other, or empty.</param>
internal sealed record CoverageSaid(
    string Payer, string Plan, string MemberId, string Group, int Rank, DateOnly? ValidFrom, DateOnly? ValidTo, string Relationship, string HolderFirst, string HolderLast, DateOnly? HolderBorn)
{
    public string InWords => string.Join(", ", new[]
    {
        RankInWords(Rank), Payer, Plan, MemberId, Group,
        ValidFrom is { } from ? string.Create(CultureInfo.InvariantCulture, $"from {from:MM/dd/yyyy}") : "",
        ValidTo is { } to ? string.Create(CultureInfo.InvariantCulture, $"until {to:MM/dd/yyyy}") : "",
        Relationship is "" or "self" ? "" : $"{Relationship} of", $"{HolderFirst} {HolderLast}".Trim(),
    }.Where(part => part.Length > 0));

    public static CoverageSaid Of(PatientCoverage known) => new(
        known.Payer, known.Plan, known.MemberId, known.Group, known.Rank, known.ValidFrom, known.ValidTo, known.Relationship, known.HolderFirst, known.HolderLast, known.HolderBorn);

    /// <summary>Another payer by name is another payer: whom the name means is looked up anew.</summary>
    public void WriteTo(PatientCoverage coverage)
    {
        coverage.PayerId = coverage.Payer == Payer ? coverage.PayerId : null;
        (coverage.Payer, coverage.MemberId, coverage.MemberKey, coverage.Group, coverage.Plan) = (Payer, MemberId, NameKeys.Number(MemberId), Group, Plan);
        (coverage.Rank, coverage.ValidFrom, coverage.ValidTo, coverage.Relationship) = (Rank, ValidFrom, ValidTo, Relationship);
        (coverage.HolderFirst, coverage.HolderLast, coverage.HolderBorn) = (HolderFirst, HolderLast, HolderBorn);
    }

    public static string RankInWords(int rank) => rank switch { 1 => "first", 2 => "second", _ => "third" };

    public string? WhatIsWrong(IReadOnlyList<string> relationships) => this switch
    {
        { Payer.Length: 0 } => "Name the payer, as on the card.",
        { Rank: < 1 or > 3 } => "Say whether it pays first, second or third.",
        { ValidFrom: { } from, ValidTo: { } to } when to < from => "It ends before it begins.",
        _ when !relationships.Contains(Relationship) => "Say what the patient is to the subscriber.",
        { Relationship: not "" and not "self", HolderLast.Length: 0 } => "Write the subscriber's name, as on the card.",
        _ when new[] { Payer, Plan, MemberId, Group, HolderFirst, HolderLast }.Any(text => text.Length > ChangeCoverages.LongestText) => "Write it shorter.",
        _ => null,
    };
}

internal abstract record CoverageChange
{
    private CoverageChange()
    {
    }

    public sealed record Done : CoverageChange;

    public sealed record NotUnderstood(string Why) : CoverageChange;

    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : CoverageChange;

    public sealed record Unknown : CoverageChange;
}
