using System.Text;
using ClinicOps.Intake.Coverage.Exchange;
using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Coverage;

/// <summary>Asks a visit's payer about the day of the visit: the question is stored with a job that hands it over.</summary>
internal sealed class AskCoverage(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, VisitCoverages coverages, WriteQuestion write, IVisits visits, IOrganization organization, IOptions<CoverageOptions> options,
    CurrentActor actor, TimeProvider clock)
{
    /// <summary>First key of the advisory locks on a visit that is asked for.</summary>
    private const int AskLock = 7414;

    /// <summary>An unanswered question as young as this is not asked beside; one that has not gone out yet never is.</summary>
    public static readonly TimeSpan StillComing = TimeSpan.FromMinutes(10);

    /// <param name="checkId">Made by who asks: asked twice with one id, it is asked once.</param>
    /// <param name="follows">The question that is asked again, for today.</param>
    public async Task<CoverageAsked> Run(Guid checkId, Guid visitId, Guid? follows, CancellationToken stopping)
    {
        if (await visits.Find(visitId, stopping) is not { } visit || visit.State is VisitStates.Cancelled or VisitStates.Missed)
        {
            return new CoverageAsked.Unknown();
        }

        var location = (await organization.Profile(stopping)).Find(visit.LocationId);
        var (day, today) = (LocalTime.DayAt(location, visit.StartsAt), LocalTime.DayAt(location, clock.GetUtcNow()));
        return await transaction.Run(effects => Ask(checkId, visit, day, today, follows, effects, stopping), stopping);
    }

    private async Task<CoverageAsked> Ask(Guid checkId, VisitSummary visit, DateOnly day, DateOnly today, Guid? follows, Effects effects, CancellationToken stopping)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AskLock}, hashtext({visit.Id.ToString()}))", stopping);
        if (await coverages.Of(visit.Id, visit.PatientId, day, stopping) is not { } paying)
        {
            return new CoverageAsked.Unknown();
        }

        if (paying.WhyNot is { } whyNot)
        {
            return new CoverageAsked.CannotBe(whyNot);
        }

        var (coverage, payer) = (paying.Coverage!, paying.Payer!);
        if (payer.VerifyBy != VerifyWays.Clearinghouse)
        {
            return new CoverageAsked.CannotBe($"{payer.Name} is verified {(payer.VerifyBy == VerifyWays.Portal ? "on its portal" : "by phone")}: do that, and record what was said.");
        }

        var young = clock.GetUtcNow() - StillComing;
        if (await db.EligibilityChecks.AnyAsync(check => check.Id == checkId, stopping)
            || await db.EligibilityChecks.AnyAsync(
                check => check.VisitId == visit.Id && check.VisitOn == day && check.CoverageId == coverage.Id && check.PayerId == payer.Id && check.MemberKey == coverage.MemberKey && check.Id != follows
                    && db.EligibilityStates.Any(state => state.CheckId == check.Id && (state.State == CheckState.Pending || (check.At > young && (state.State == CheckState.Sending || state.State == CheckState.Sent)))),
                stopping))
        {
            return new CoverageAsked.Already();
        }

        var askedFor = day > today && (follows is not null || !payer.AnswersFutureDates) ? today : day;
        var serviceType = paying.KindOf(options.Value.KindOf(visit.VisitType)).ServiceType;
        string[] serviceTypes = serviceType == "30" ? ["30"] : ["30", serviceType];
        var trace = checkId.ToString("N").ToUpperInvariant();
        switch (await write.Run(paying.Patient, coverage, payer, visit.ProviderNpi, askedFor, serviceTypes, trace, stopping))
        {
            case (Written270.Refused refused, _):
                return new CoverageAsked.CannotBe(refused.Why);
            case (Written270.Written written, var number):
                db.EligibilityChecks.Add(new EligibilityCheck
                {
                    Id = checkId,
                    PatientId = visit.PatientId,
                    CoverageId = coverage.Id,
                    PayerId = payer.Id,
                    MemberKey = coverage.MemberKey,
                    VisitId = visit.Id,
                    LocationId = visit.LocationId,
                    CareThreadId = visit.CareThreadId ?? Guid.CreateVersion7(),
                    VisitOn = day,
                    AskedFor = askedFor,
                    ServiceTypes = serviceTypes,
                    Way = VerifyWays.Clearinghouse,
                    Trace = trace,
                    ControlNumber = number,
                    Question = Encoding.ASCII.GetBytes(written.Text),
                    Notes = [.. written.Notes],
                    FollowsId = follows,
                    At = clock.GetUtcNow(),
                    By = actor.UserId,
                });
                db.EligibilityStates.Add(new EligibilityState { CheckId = checkId, PatientId = visit.PatientId, State = CheckState.Pending, ChangedAt = clock.GetUtcNow() });
                effects.Enqueue(new CoverageQuestionToSend(checkId));
                effects.Audit(new AuditEntry("coverage.asked", "visit", visit.Id, [visit.PatientId], LocationId: visit.LocationId));
                return new CoverageAsked.Asked(checkId, askedFor);
            default:
                return new CoverageAsked.Unknown();
        }
    }
}

internal abstract record CoverageAsked
{
    private CoverageAsked()
    {
    }

    public sealed record Asked(Guid CheckId, DateOnly For) : CoverageAsked;

    /// <summary>The question was asked a moment ago, or has not gone out yet, and the answer may still come.</summary>
    public sealed record Already : CoverageAsked;

    /// <param name="Why">A sentence that says what to do.</param>
    public sealed record CannotBe(string Why) : CoverageAsked;

    /// <summary>There is no such visit in sight.</summary>
    public sealed record Unknown : CoverageAsked;
}
