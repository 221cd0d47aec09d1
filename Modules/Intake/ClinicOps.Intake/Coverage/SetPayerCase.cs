using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Intake.Coverage;

/// <summary>Says who pays for a visit. Who was overtaken is told by whom, and nothing is stored.</summary>
internal sealed class SetPayerCase(IntakeDb db, ModuleTransaction<IntakeDb> transaction, CurrentActor actor, TimeProvider clock)
{
    public const int LongestText = 200;

    /// <param name="bookedForId">The record that the visit was booked for, the patient's own or one merged into it: the case goes where the visit goes.</param>
    /// <param name="version">Of the case as the page showed it; 0 where there was none.</param>
    public async Task<PayerCaseSet> Run(Guid visitId, Guid patientId, Guid bookedForId, uint version, PayerCaseSaid said, CancellationToken stopping)
    {
        if (said.WhatIsWrong() is { } wrong)
        {
            return new PayerCaseSet.NotUnderstood(wrong);
        }

        try
        {
            return await transaction.Run(effects => Set(visitId, patientId, bookedForId, version, said, effects, stopping), stopping);
        }
        catch (DbUpdateException overtaken) when (overtaken is DbUpdateConcurrencyException || overtaken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            var now = await db.VisitPayerCases.AsNoTracking().SingleAsync(c => c.VisitId == visitId, stopping);
            return new PayerCaseSet.ChangedMeanwhile(now.ChangedBy, now.ChangedAt);
        }
    }

    private async Task<PayerCaseSet> Set(Guid visitId, Guid patientId, Guid bookedForId, uint version, PayerCaseSaid said, Effects effects, CancellationToken stopping)
    {
        if (!await db.Patients.AnyAsync(patient => patient.Id == patientId, stopping))
        {
            return new PayerCaseSet.Unknown();
        }

        if (said.CoverageId is { } chosen && !await db.Patients.AnyAsync(p => (p.Id == patientId || p.MergedIntoId == patientId) && p.Coverages.Any(coverage => coverage.Id == chosen), stopping))
        {
            return new PayerCaseSet.NotUnderstood("That coverage is not there any more: choose another.");
        }

        var known = await db.VisitPayerCases.SingleOrDefaultAsync(c => c.VisitId == visitId, stopping);
        if ((known?.Version ?? 0) != version)
        {
            return known is null ? new PayerCaseSet.Unknown() : new PayerCaseSet.ChangedMeanwhile(known.ChangedBy, known.ChangedAt);
        }

        if (known is null)
        {
            known = new VisitPayerCase { VisitId = visitId, PatientId = bookedForId, Kind = said.Kind, ChangedAt = clock.GetUtcNow() };
            db.VisitPayerCases.Add(known);
        }

        (known.Kind, known.CoverageId, known.Carrier, known.ClaimNumber, known.Adjuster) = (said.Kind, said.CoverageId, said.Carrier, said.ClaimNumber, said.Adjuster);
        (known.OwesNothing, known.OwesWhy, known.ServiceType) = (said.OwesNothing, said.OwesNothing.Length > 0 ? said.OwesWhy : "", said.ServiceType);
        (known.ChangedAt, known.ChangedBy) = (clock.GetUtcNow(), actor.UserId);
        effects.Audit(new AuditEntry("coverage.case-changed", "visit", visitId, [patientId]));
        return new PayerCaseSet.Done();
    }
}

/// <param name="CoverageId">Null for the first that is valid on the day.</param>
/// <param name="OwesNothing">Code; empty where the visit's type decides, and else the payer's answer.</param>
/// <param name="Carrier">Who pays for workers' compensation or an accident.</param>
/// <param name="ServiceType">X12 code; empty for that of the visit's type.</param>
internal sealed record PayerCaseSaid(string Kind, Guid? CoverageId, string ClaimNumber, string Adjuster, string OwesNothing, string ServiceType, string Carrier = "")
{
    /// <summary>Why it is said of this visit, in a person's words.</summary>
    public string OwesWhy { get; init; } = "";

    public string? WhatIsWrong() => this switch
    {
        _ when CaseKinds.All.All(known => known.Code != Kind) => "Say who pays.",
        { Kind: CaseKinds.WorkersCompensation or CaseKinds.Auto, ClaimNumber.Length: 0 } => "Write the claim number: without it nobody pays.",
        { ClaimNumber.Length: > SetPayerCase.LongestText } or { Adjuster.Length: > SetPayerCase.LongestText } or { Carrier.Length: > SetPayerCase.LongestText } or { OwesWhy.Length: > SetPayerCase.LongestText } => "Write it shorter.",
        { OwesNothing: Coverage.OwesNothing.AsPayerSays, OwesWhy.Length: < 3 } => "Say why this visit owes what the payer says, although visits of its type owe nothing: it is kept with your name.",
        { OwesNothing: { Length: > 0 } and not Coverage.OwesNothing.AsPayerSays } when Coverage.OwesNothing.All.All(known => known.Code != OwesNothing) => "Choose why nothing is owed, or nothing.",
        { ServiceType.Length: > 0 } when !X12Words.IsServiceType(ServiceType) => "That is no code of a kind of service: 98 is a visit in the office, PT physical therapy.",
        _ => null,
    };
}

internal abstract record PayerCaseSet
{
    private PayerCaseSet()
    {
    }

    public sealed record Done : PayerCaseSet;

    public sealed record NotUnderstood(string Why) : PayerCaseSet;

    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : PayerCaseSet;

    public sealed record Unknown : PayerCaseSet;
}
