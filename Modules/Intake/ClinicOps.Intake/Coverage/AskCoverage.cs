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

/// <summary>Asks the payers of a visit about its day, each about its own coverage: a question is stored with a job that hands it over.</summary>
internal sealed class AskCoverage(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, VisitCoverages coverages, WriteQuestion write, IVisits visits, IOrganization organization, IOptions<CoverageOptions> options,
    CurrentActor actor, TimeProvider clock)
{
    /// <summary>First key of the advisory locks on a visit that is asked for.</summary>
    private const int AskLock = 7414;

    /// <summary>An unanswered question as young as this is not asked beside; one that has not gone out yet never is.</summary>
    public static readonly TimeSpan StillComing = TimeSpan.FromMinutes(10);

    /// <summary>Each coverage of the visit's payer case, in the order in which they pay.</summary>
    /// <param name="checkId">Made by who asks: asked twice with one id, each is asked once.</param>
    public async Task<VisitAsked> All(Guid checkId, Guid visitId, CancellationToken stopping)
    {
        if (await visits.Find(visitId, stopping) is not { } visit
            || await coverages.Of(visitId, visit.PatientId, LocalTime.DayAt((await organization.Profile(stopping)).Find(visit.LocationId), visit.StartsAt), stopping) is not { } paying)
        {
            return new VisitAsked([]);
        }

        var asked = new List<(string Payer, CoverageAsked Result)>();
        foreach (var one in paying.All)
        {
            db.ChangeTracker.Clear();
            asked.Add((one.PayerName, await Run(IdOf(checkId, one.Turn), visitId, one.Coverage?.Id, null, stopping)));
        }

        return new VisitAsked(asked);
    }

    /// <param name="checkId">Made by who asks: asked twice with one id, it is asked once.</param>
    /// <param name="coverageId">Which of the visit's; null for the one that pays first.</param>
    /// <param name="follows">The question that is asked again, for today.</param>
    public async Task<CoverageAsked> Run(Guid checkId, Guid visitId, Guid? coverageId, Guid? follows, CancellationToken stopping)
    {
        if (await visits.Find(visitId, stopping) is not { } visit || visit.State is VisitStates.Cancelled or VisitStates.Missed)
        {
            return new CoverageAsked.Unknown();
        }

        var location = (await organization.Profile(stopping)).Find(visit.LocationId);
        var (day, today) = (LocalTime.DayAt(location, visit.StartsAt), LocalTime.DayAt(location, clock.GetUtcNow()));
        return await transaction.Run(effects => Ask(checkId, visit, coverageId, day, today, follows, effects, stopping), stopping);
    }

    /// <summary>The first keeps the id; of the others each has its own, the same whenever it is made.</summary>
    private static Guid IdOf(Guid checkId, int turn)
    {
        var bytes = checkId.ToByteArray(bigEndian: true);
        bytes[15] ^= (byte)(turn - 1);
        return new Guid(bytes, bigEndian: true);
    }

    private async Task<CoverageAsked> Ask(Guid checkId, VisitSummary visit, Guid? coverageId, DateOnly day, DateOnly today, Guid? follows, Effects effects, CancellationToken stopping)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AskLock}, hashtext({visit.Id.ToString()}))", stopping);
        if (await coverages.Of(visit.Id, visit.PatientId, day, stopping) is not { } first)
        {
            return new CoverageAsked.Unknown();
        }

        if (first.All.FirstOrDefault(one => coverageId is null || one.Coverage?.Id == coverageId) is not { } paying)
        {
            return new CoverageAsked.CannotBe("That coverage does not pay for this visit: nobody was asked about it.");
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

/// <summary>What became of asking for a visit, one payer after the other; empty where there is no such visit in sight.</summary>
internal sealed record VisitAsked(IReadOnlyList<(string Payer, CoverageAsked Result)> Payers)
{
    public bool IsUnknown => Payers.All(one => one.Result is CoverageAsked.Unknown);

    /// <summary>Why nobody could be asked, a sentence; null where somebody was, or is being asked already.</summary>
    public string? WhyNobody => Payers.Any(one => one.Result is CoverageAsked.Asked or CoverageAsked.Already) ? null : Payers.Select(one => one.Result).OfType<CoverageAsked.CannotBe>().FirstOrDefault()?.Why;

    /// <summary>Who was asked, and who was not and why.</summary>
    public string InWords
    {
        get
        {
            var asked = Payers.Where(one => one.Result is CoverageAsked.Asked).Select(one => one.Payer).ToList();
            var first = (asked.Count, Payers.Count) switch
            {
                (0, 1) => "It is being asked already: the answer comes by itself.",
                (0, _) => "They are being asked already: the answers come by themselves.",
                (1, 1) => "Asked. The answer comes by itself: this page shows it.",
                (1, _) => $"Asked {asked[0]}. The answer comes by itself: this page shows it.",
                _ => $"Asked {string.Join(" and ", asked)}. The answers come by themselves: this page shows them.",
            };
            return string.Join(' ', Payers.Select(one => one.Result is CoverageAsked.CannotBe cannot ? $"Not asked: {one.Payer}. {cannot.Why}" : "").Prepend(first).Where(sentence => sentence.Length > 0));
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
