using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage.Answers;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Coverage;

/// <summary>What somebody was told on the phone or read on a portal, with who said so and the reference: an answer like any other, by a person.</summary>
internal sealed class RecordVerification(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, VisitCoverages coverages, AnswerTasks answerTasks, IVisits visits, IOrganization organization, IOptions<CoverageOptions> options, CurrentActor actor, TimeProvider clock)
{
    public const int LongestText = 500;

    /// <param name="checkId">Made by the form: sent twice, it is recorded once.</param>
    public async Task<VerificationRecorded> Run(Guid checkId, Guid visitId, SaidByPayer said, CancellationToken stopping)
    {
        if (said.WhatIsMissing() is { } missing)
        {
            return new VerificationRecorded.NotUnderstood(missing);
        }

        if (await visits.Find(visitId, stopping) is not { } visit)
        {
            return new VerificationRecorded.Unknown();
        }

        var day = LocalTime.DayAt((await organization.Profile(stopping)).Find(visit.LocationId), visit.StartsAt);
        return await transaction.Run(
            async Task<VerificationRecorded> (effects) =>
            {
                if (await coverages.Of(visitId, visit.PatientId, day, stopping) is not { } first)
                {
                    return new VerificationRecorded.Unknown();
                }

                if (first.All.FirstOrDefault(one => said.CoverageId is null || one.Coverage?.Id == said.CoverageId) is not { } paying)
                {
                    return new VerificationRecorded.NotUnderstood("That coverage does not pay for this visit any more: choose another.");
                }

                if (paying is not { Coverage: { } coverage, Payer: { } payer })
                {
                    return new VerificationRecorded.NotUnderstood(paying.WhyNot ?? "The coverage does not name its payer: write it into the coverage.");
                }

                if (await db.EligibilityChecks.AnyAsync(check => check.Id == checkId, stopping))
                {
                    return new VerificationRecorded.Done();
                }

                var (check, answer) = Store(checkId, visit, day, coverage, payer.Id, paying.KindOf(options.Value.KindOf(visit.VisitType)).ServiceType, said);
                await answerTasks.Follow(check, payer.Name, answer, null, effects, stopping);
                effects.Audit(new AuditEntry("coverage.recorded", "visit", visit.Id, [visit.PatientId], LocationId: visit.LocationId));
                effects.Publish(new CoverageVerified(checkId, visit.PatientId, visit.Id));
                return new VerificationRecorded.Done();
            },
            stopping);
    }

    private (EligibilityCheck Check, EligibilityAnswer Answer) Store(Guid checkId, VisitSummary visit, DateOnly day, PatientCoverage coverage, Guid payerId, string serviceType, SaidByPayer said)
    {
        var (now, answerId) = (clock.GetUtcNow(), Guid.CreateVersion7());
        var check = new EligibilityCheck
        {
            Id = checkId,
            PatientId = visit.PatientId,
            CoverageId = coverage.Id,
            PayerId = payerId,
            MemberKey = coverage.MemberKey,
            VisitId = visit.Id,
            LocationId = visit.LocationId,
            CareThreadId = visit.CareThreadId ?? Guid.CreateVersion7(),
            VisitOn = day,
            AskedFor = day,
            ServiceTypes = [serviceType],
            Way = said.Way,
            Trace = checkId.ToString("N").ToUpperInvariant(),
            Notes = [],
            At = now,
            By = actor.UserId,
        };
        var answer = new EligibilityAnswer
        {
            Id = answerId,
            CheckId = checkId,
            PatientId = visit.PatientId,
            Number = 0,
            Outcome = said.Outcome,
            AuthorizationNeeded = said.AuthorizationNeeded,
            Rejections = [],
            Differs = [],
            Reference = said.Reference,
            SaidBy = said.SaidBy,
            Note = said.Note,
            At = now,
            By = actor.UserId,
        };
        db.EligibilityChecks.Add(check);
        db.EligibilityAnswers.Add(answer);
        var lines = new List<(string Info, string[] Types, int? Cents, string Period)>
        {
            (said.Outcome == AnswerOutcome.NotActive ? "6" : "1", ["30"], null, ""),
        };
        lines.AddRange(said.Outcome == AnswerOutcome.NotCovered ? [("I", [serviceType], null, "")] : []);
        lines.AddRange(said.AuthorizationNeeded ? [("CB", [serviceType], null, "")] : []);
        lines.AddRange(said.CoPayCents is { } copay ? [("B", [serviceType], copay, "27")] : []);
        lines.AddRange(said.DeductibleLeftCents is { } left ? [("C", ["30"], left, "29")] : []);
        foreach (var (number, line) in lines.Index())
        {
            db.EligibilityBenefits.Add(new EligibilityBenefit
            {
                Id = Guid.CreateVersion7(),
                AnswerId = answerId,
                PatientId = visit.PatientId,
                Number = number,
                Info = line.Info,
                ServiceTypes = line.Types,
                AmountCents = line.Cents,
                Period = line.Period,
                AuthorizationNeeded = line.Info == "CB" ? true : null,
                Messages = [],
                Limits = [],
                Raw = "",
            });
        }

        db.EligibilityStates.Add(new EligibilityState { CheckId = checkId, PatientId = visit.PatientId, State = CheckState.Answered, AnswerId = answerId, ChangedAt = now });
        return (check, answer);
    }
}

/// <param name="Way">Phone or portal.</param>
/// <param name="Outcome">Active, not active, or not covered.</param>
/// <param name="SaidBy">Who said so at the payer; for a portal, its name.</param>
/// <param name="CoPayCents">For this visit; null where it was not said.</param>
internal sealed record SaidByPayer(string Way, string Outcome, string SaidBy, string Reference, int? CoPayCents, int? DeductibleLeftCents, string Note)
{
    /// <summary>Which of the visit's coverages; null for the one that pays first.</summary>
    public Guid? CoverageId { get; init; }

    /// <summary>An authorization is required for this visit's kind of service.</summary>
    public bool AuthorizationNeeded { get; init; }

    public string? WhatIsMissing() => this switch
    {
        { Way: not VerifyWays.Phone and not VerifyWays.Portal } => "Say whether it was by phone or on the portal.",
        _ when !AnswerOutcome.SaysYesOrNo(Outcome) => "Say whether the coverage is active.",
        { AuthorizationNeeded: true, Outcome: not AnswerOutcome.Active } => "An authorization is required only where the coverage pays: say one of the two.",
        { SaidBy.Length: 0 } => "Write who said so; for a portal, its name.",
        { Reference.Length: 0 } => "Write the reference: the call's number, or what the portal shows.",
        { CoPayCents: < 0 } or { DeductibleLeftCents: < 0 } => "An amount is never below nothing.",
        _ when SaidBy.Length > RecordVerification.LongestText || Reference.Length > RecordVerification.LongestText || Note.Length > RecordVerification.LongestText => "Write it shorter.",
        _ => null,
    };
}

internal abstract record VerificationRecorded
{
    private VerificationRecorded()
    {
    }

    public sealed record Done : VerificationRecorded;

    public sealed record NotUnderstood(string Why) : VerificationRecorded;

    /// <summary>There is no such visit in sight.</summary>
    public sealed record Unknown : VerificationRecorded;
}
