using System.Globalization;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Readiness;

/// <summary>
/// Whether a payer would pay for patients at a time that is not booked yet: coverage, authorization and referral on that day, with the units that are left, in a
/// bounded number of questions to the database. What else a visit lacks (<see cref="JudgeReadiness"/>) is mended once it stands.
/// </summary>
internal sealed class PatientsAtATime(IntakeDb db, IOrganization organization) : IPatientReadiness
{
    public async Task<IReadOnlyDictionary<Guid, PatientReadiness>> Of(IReadOnlyCollection<ReadinessQuestion> questions, CancellationToken stopping = default)
    {
        var (patientIds, visitIds) = (questions.Select(question => question.PatientId).Distinct().ToList(), questions.Select(question => question.VisitId).OfType<Guid>().Distinct().ToList());
        var patients = await db.WholePatients.AsNoTracking().Where(patient => patientIds.Contains(patient.Id)).ToDictionaryAsync(patient => patient.Id, stopping);
        await MergedCoverages.AddTo(db, patients.Values, stopping);
        var cases = await db.VisitPayerCases.AsNoTracking().Where(payer => visitIds.Contains(payer.VisitId)).ToDictionaryAsync(payer => payer.VisitId, stopping);
        var payers = await KnownPayers.Of(db, patients.Values, stopping);
        var profile = await organization.Profile(stopping);
        var paid = questions.Where(question => patients.ContainsKey(question.PatientId)).ToDictionary(question => question.Id, question =>
        {
            var day = LocalTime.DayAt(profile.Find(question.LocationId), question.StartsAt);
            return (Day: day, Paying: VisitCoverages.Of(patients[question.PatientId], question.VisitId is { } visit ? cases.GetValueOrDefault(visit) : null, payers, day));
        });
        var wanting = await WantingBehind([.. paid.Values.SelectMany(one => one.Paying.Behind)], stopping);
        var records = await LoadRecords(patientIds, [.. questions.Select(question => question.TaskId).OfType<Guid>().Distinct()], visitIds, stopping);
        return questions.Where(question => paid.ContainsKey(question.Id)).ToDictionary(question => question.Id, question =>
        {
            var (day, paying) = paid[question.Id];
            var (speaksFor, speaksAgainst, toSeeTo) = (new List<string>(), new List<string>(), new List<string>());
            JudgeCoverage(paying, day, speaksAgainst);
            if (!paying.IsSelfPay)
            {
                var behind = paying.Behind.Where(one => Wants(one, question, wanting)).ToList();
                JudgeAuthorization(question, day, paying, behind, records, speaksFor, speaksAgainst);
                toSeeTo.AddRange(behind.Select(one => OfBehind(one, paying, question, day, records)).OfType<string>());
                JudgeReferral(question, day, paying, records, speaksFor, speaksAgainst);
            }

            return new PatientReadiness(speaksFor, speaksAgainst) { ToSeeTo = toSeeTo };
        });
    }

    /// <summary>The latest that payers which pay after the first have answered, of each visit and of the coverage; those of another payer or member id say nothing of it.</summary>
    private async Task<ILookup<Guid, StandingCheck>> WantingBehind(IReadOnlyCollection<PayingCoverage> behind, CancellationToken stopping)
    {
        var ids = behind.Select(one => one.Coverage!.Id).Distinct().ToList();
        var checks = ids.Count == 0 ? [] : await StandingChecks.Of(db, db.EligibilityChecks.Where(check => ids.Contains(check.CoverageId)), stopping);
        return checks.Where(check => check.Outcome == AnswerOutcome.Active).ToLookup(check => check.CoverageId);
    }

    /// <summary>
    /// A payer that pays after the first wants an authorization of its own where it answered so: of the visit that would be moved what it said of that one; of a visit that
    /// is not booked yet, what it said last.
    /// </summary>
    private static bool Wants(PayingCoverage behind, ReadinessQuestion question, ILookup<Guid, StandingCheck> answers) => answers[behind.Coverage!.Id]
        .Where(check => behind.Coverage!.WasAskedAs(check.CoverageId, check.PayerId, check.MemberKey))
        .OrderByDescending(check => check.VisitId == question.VisitId).ThenByDescending(check => check.AnsweredAt)
        .FirstOrDefault() is { AuthorizationNeeded: true };

    /// <summary>What is asked of such a payer is judged by itself, and counts for no other. It does not stop the visit.</summary>
    /// <returns>Null where nothing is to be seen to.</returns>
    private static string? OfBehind(PayingCoverage behind, PayingCoverage first, ReadinessQuestion question, DateOnly day, Records records)
    {
        var who = $"of the {behind.TurnInWords} coverage, {behind.PayerName}:";
        var said = records.Authorizations[question.PatientId]
            .Where(one => !first.IsOf(one.Payer) && behind.IsOf(one.Payer) && (Concerns(one, question, records) || (one.OrderId is null && (AuthorizationState.Undecided.Contains(one.State) || AuthorizationState.Granted.Contains(one.State)))))
            .Select(one => Say(one, question, day, records)).OrderBy(one => one.Against.Length > 0).ToList();
        return said switch
        {
            [] => $"{who} it wants an authorization, and nobody has asked for it",
            [{ Against.Length: > 0 } nearest, ..] => $"{who} {nearest.Against}",
            _ => null,
        };
    }

    private static bool Concerns(PayerAuthorization one, ReadinessQuestion question, Records records)
    {
        var task = question.TaskId is { } id ? records.Tasks.GetValueOrDefault(id) : null;
        return (question.VisitId is { } visit && records.Held.Contains((visit, one.Id))) || (task is not null && (task.OrderId is { } order && one.OrderId is not null ? one.OrderId == order : one.CareThreadId == task.CareThreadId));
    }

    private async Task<Records> LoadRecords(List<Guid> patientIds, List<Guid> taskIds, List<Guid> visitIds, CancellationToken stopping)
    {
        var authorizations = await db.Authorizations.AsNoTracking().Where(one => patientIds.Contains(one.PatientId) && one.State != AuthorizationState.Withdrawn).ToListAsync(stopping);
        var taken = await UnitsTaken.Of(db, authorizations.ToDictionary(one => one.Id, one => one.Number), stopping);
        var held = await db.CountingUses.Where(use => visitIds.Contains(use.VisitId)).Select(use => new { use.VisitId, use.AuthorizationId }).ToListAsync(stopping);
        var referrals = await db.Referrals.AsNoTracking().Where(one => patientIds.Contains(one.PatientId) && one.Direction == ReferralDirection.In && one.State == ReferralState.Accepted).ToListAsync(stopping);
        var ids = referrals.ConvertAll(one => one.Id);
        var counted = await db.CountingReferralUses.Where(use => ids.Contains(use.ReferralId)).Select(use => new { use.ReferralId, use.VisitId }).ToListAsync(stopping);
        var tasks = await db.Tasks.AsNoTracking().Where(task => taskIds.Contains(task.Id)).ToDictionaryAsync(task => task.Id, stopping);
        var orders = tasks.Values.Select(task => task.OrderId).OfType<Guid>().Distinct().ToList();
        var open = await db.Tasks.Where(task => task.Kind == TaskKinds.Authorize && task.State == TaskState.Open && task.OrderId != null && orders.Contains(task.OrderId.Value)).Select(task => task.OrderId!.Value).ToListAsync(stopping);
        return new Records(
            authorizations.ToLookup(one => one.PatientId),
            taken,
            held.Select(use => (use.VisitId, use.AuthorizationId)).ToHashSet(),
            referrals.ToLookup(one => one.PatientId),
            counted.ToLookup(use => use.ReferralId, use => use.VisitId),
            tasks,
            open.ToHashSet());
    }

    private static void JudgeCoverage(PayingCoverage paying, DateOnly day, List<string> speaksAgainst)
    {
        if (paying.Kind == CaseKinds.HealthPlan && !paying.IsSelfPay && paying.Coverage is null)
        {
            speaksAgainst.Add(paying.Patient.Coverages.Count == 0 ? "no coverage is registered" : $"no coverage is valid on {LocalTime.Us(day)}");
        }
        else if (paying.Kind == CaseKinds.HealthPlan && paying.Coverage is { } coverage && !coverage.IsValidOn(day))
        {
            speaksAgainst.Add($"the coverage is not valid on {LocalTime.Us(day)}");
        }
    }

    /// <summary>Of several of one order, or of one that the visit holds units of, the one nearest to covering the day counts. Where nothing was ordered, nobody knows whether one is needed.</summary>
    /// <param name="behind">Payers after the first that want one of their own: theirs count for them alone.</param>
    private static void JudgeAuthorization(ReadinessQuestion question, DateOnly day, PayingCoverage paying, IReadOnlyList<PayingCoverage> behind, Records records, List<string> speaksFor, List<string> speaksAgainst)
    {
        var task = question.TaskId is { } id ? records.Tasks.GetValueOrDefault(id) : null;
        var concerned = records.Authorizations[question.PatientId]
            .Where(one => Concerns(one, question, records) && (paying.IsOf(one.Payer) || !behind.Any(other => other.IsOf(one.Payer))))
            .Select(one => Say(one, question, day, records))
            .OrderBy(said => said.Against.Length > 0)
            .ToList();
        if (concerned is [var nearest, ..])
        {
            (nearest.Against.Length > 0 ? speaksAgainst : speaksFor).Add(nearest.Against.Length > 0 ? nearest.Against : nearest.For);
        }
        else if (task?.OrderId is { } waits && records.OpenOrders.Contains(waits))
        {
            speaksAgainst.Add("the authorization is still open");
        }
    }

    private static (string For, string Against) Say(PayerAuthorization one, ReadinessQuestion question, DateOnly day, Records records)
    {
        var named = one.Number.Length > 0 ? $"authorization {one.Number}" : "authorization";
        if (one.State == AuthorizationState.NotRequired)
        {
            return ("no authorization is required", "");
        }

        if (!AuthorizationState.Granted.Contains(one.State))
        {
            return ("", $"the authorization is {(AuthorizationState.Undecided.Contains(one.State) ? "still open" : ApplyStep.InWords(one.State))}");
        }

        if (!ReserveUnits.IsValidOn(one, day))
        {
            return ("", $"{named} is not valid on {LocalTime.Us(day)}");
        }

        var valid = one.ValidTo is { } to ? $"{named} is valid until {LocalTime.Us(to)}" : $"{named} is valid";
        if (question.VisitId is { } visit && records.Held.Contains((visit, one.Id)))
        {
            return ($"{valid}, and the visit holds its units", "");
        }

        if (one.UnitsApproved is not { } approved)
        {
            return (valid, "");
        }

        var left = approved - records.Taken[one.Id].All;
        return left > 0 ? ($"{valid}, {left.ToString("0.##", CultureInfo.InvariantCulture)} {UnitBasis.InWords(one.UnitBasis)} left", "") : ("", $"{named} has no {UnitBasis.InWords(one.UnitBasis)} left");
    }

    private static void JudgeReferral(ReadinessQuestion question, DateOnly day, PayingCoverage paying, Records records, List<string> speaksFor, List<string> speaksAgainst)
    {
        if (!paying.NeedsReferral)
        {
            return;
        }

        var fits = records.Referrals[question.PatientId].Where(one => one.Payer.Length == 0 || paying.IsOf(one.Payer)).Where(one => CountVisits.IsValidOn(one, day)).ToList();
        bool Allows(Referral one) => (question.VisitId is { } visit && records.Counted[one.Id].Contains(visit)) || !(records.Counted[one.Id].Count() >= one.VisitsAllowed);
        if (fits.Find(Allows) is { } allowed)
        {
            speaksFor.Add(allowed.ValidTo is { } to ? $"the referral is valid until {LocalTime.Us(to)}" : "the referral is here");
        }
        else
        {
            speaksAgainst.Add(fits.Count > 0 ? "the referral has no visits left" : $"{paying.WantsReferral} pays only with a referral, and none is valid on {LocalTime.Us(day)}");
        }
    }

    /// <param name="Held">Visits that hold units of an authorization.</param>
    /// <param name="Counted">Visits that count under a referral.</param>
    /// <param name="OpenOrders">Orders whose authorization somebody has still to see to.</param>
    private sealed record Records(
        ILookup<Guid, PayerAuthorization> Authorizations,
        IReadOnlyDictionary<Guid, UnitsTaken> Taken,
        IReadOnlySet<(Guid VisitId, Guid AuthorizationId)> Held,
        ILookup<Guid, Referral> Referrals,
        ILookup<Guid, Guid> Counted,
        IReadOnlyDictionary<Guid, StaffTask> Tasks,
        IReadOnlySet<Guid> OpenOrders);
}
