using System.Globalization;
using System.Security.Cryptography;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage.Exchange;
using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coverage.Answers;

/// <summary>
/// Stores a file that came from the clearinghouse, whatever it is, and gives each answer in it to its question: by the trace number, or by the
/// number of the question (BHT03) where an answer for nobody has no trace. The same file again changes nothing.
/// </summary>
internal sealed class TakeAnswer(IntakeDb db, ModuleTransaction<IntakeDb> transaction, CoverageTasks tasks, AnswerTasks answerTasks, IOrganization organization, TimeProvider clock)
{
    /// <summary>Advisory lock: answers are stored one file at a time.</summary>
    private const int TakeLock = 7415;

    private static readonly string[] FutureRefused = ["62", "63"];

    public Task Run(byte[] bytes, CancellationToken stopping)
    {
        var reading = X12Reader.Read(bytes);
        return transaction.Run(
            async effects =>
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({TakeLock}, 0)", stopping);
                var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
                if (!await db.ClearinghouseMessages.AnyAsync(message => message.Sha256 == hash, stopping))
                {
                    await Store(bytes, hash, reading, effects, stopping);
                }
            },
            stopping);
    }

    private async Task Store(byte[] bytes, string hash, X12Reading reading, Effects effects, CancellationToken stopping)
    {
        string[] problems = reading switch
        {
            X12Reading.Refused refused => [refused.Why],
            X12Reading.Read whole => [.. whole.NotRead, .. whole.Interchanges.SelectMany(Problems)],
            _ => [],
        };
        var message = new ClearinghouseMessage { Id = Guid.CreateVersion7(), Sha256 = hash, Raw = bytes, Problems = problems, At = clock.GetUtcNow() };
        db.ClearinghouseMessages.Add(message);
        effects.Audit(new AuditEntry("coverage.answer-received", "clearinghouse-message", message.Id));
        var read = reading as X12Reading.Read;
        var (taken, lost) = (0, read?.NotRead.ToList() ?? []);
        foreach (var interchange in read?.Interchanges ?? [])
        {
            var before = taken;
            foreach (var acknowledgement in interchange.Acknowledgements)
            {
                // One that is taken, with errors noted or without, says nothing else: the payer still answers it.
                var isOurs = acknowledgement[4] == "R"
                    ? await Refused(acknowledgement[1], $"The clearinghouse refused the question whole (TA1, code {Code(acknowledgement[5])}).", effects, stopping)
                    : await Asked(acknowledgement[1], stopping) is not null;
                taken += isOurs ? 1 : 0;
            }

            foreach (var received in interchange.Transactions)
            {
                taken += received.Kind switch
                {
                    "999" => await Acknowledged(received, effects, stopping),
                    "271" or "" => await Answered(message, taken, interchange, received, effects, stopping),
                    _ => 0,
                };
            }

            if (taken == before && Problems(interchange).Any())
            {
                lost.Add($"The interchange with the number {Code(interchange.ControlNumber, longest: 9)} answers no question. {string.Join(' ', Problems(interchange))}");
            }
        }

        if (taken > 0 && lost.Count > 0)
        {
            await tasks.RaiseOfNobody(
                "part-not-read", "Part of a file from the clearinghouse cannot be read", $"{string.Join(' ', lost)} What else is in it was taken. The file is kept under {message.Id}. Ask the clearinghouse for that part again.", effects, stopping);
        }

        if (taken == 0)
        {
            await tasks.RaiseOfNobody(
                "unasked",
                reading is X12Reading.Refused ? "A file from the clearinghouse cannot be read" : "An answer about coverage belongs to no question",
                $"{string.Join(' ', problems)} The file is kept under {message.Id}. Ask the clearinghouse which question it answers.".Trim(),
                effects,
                stopping);
        }
    }

    private static IEnumerable<string> Problems(X12Interchange interchange) => interchange.Problems.Concat(interchange.Transactions.SelectMany(transaction => transaction.Problems));

    /// <returns>How many questions it answers.</returns>
    private async Task<int> Answered(ClearinghouseMessage message, int number, X12Interchange interchange, X12Transaction received, Effects effects, CancellationToken stopping)
    {
        var answer = Read271.Of(interchange, received);
        var taken = 0;
        foreach (var person in answer.People)
        {
            string[] traces = [.. person.Traces.Select(trace => trace.Number.ToUpperInvariant())];
            if (traces.Length > 0 && await db.EligibilityChecks.AsNoTracking().FirstOrDefaultAsync(check => traces.Contains(check.Trace), stopping) is { } check)
            {
                await Take(message, number + taken++, check, answer, person, effects, stopping);
            }
        }

        // An answer for nobody (the payer or the clinic was rejected), or one whose traces were lost on the way.
        if (taken == 0
            && int.TryParse(answer.Reference, NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            && !answer.TraceNumbers.Any()
            && await db.EligibilityChecks.AsNoTracking().Where(check => check.ControlNumber == asked).OrderByDescending(check => check.At).FirstOrDefaultAsync(stopping) is { } byNumber)
        {
            await Take(message, number + taken++, byNumber, answer, answer.People is [.., var last] ? last : null, effects, stopping);
        }

        return taken;
    }

    private async Task Take(ClearinghouseMessage message, int number, EligibilityCheck check, Answer271 answer, Person271? person, Effects effects, CancellationToken stopping)
    {
        // What is said of the subscriber alone holds for the dependant who was asked about.
        var subscriber = person is { SubscriberNumber: { } above } ? answer.People[above] : null;
        IReadOnlyList<Benefit271> benefits = person is { Benefits.Count: > 0 } ? person.Benefits : subscriber?.Benefits ?? [];

        // One message may answer for several payers: what another's loop says is not said of this person.
        IEnumerable<Party271> parties = person is null ? answer.Payers.Concat(answer.Providers) : new[] { person.Payer, person.Provider }.OfType<Party271>();
        List<Rejection271> rejections =
        [
            .. parties.SelectMany(party => party.Rejections),
            .. subscriber?.Rejections ?? [],
            .. person?.Rejections ?? [],
            .. benefits.SelectMany(benefit => benefit.Rejections),
        ];
        var patient = await db.Patients.Include(p => p.Names).Include(p => p.Coverages).AsSplitQuery().AsNoTracking().SingleOrDefaultAsync(p => p.Id == check.PatientId, stopping);
        await MergedCoverages.AddTo(db, patient is null ? [] : [patient], stopping);
        var payer = await db.Payers.AsNoTracking().SingleOrDefaultAsync(p => p.Id == check.PayerId, stopping);
        var coverage = patient?.Coverages.Find(known => known.WasAskedAs(check.CoverageId, check.PayerId, check.MemberKey));
        var plan = coverage?.PlanId is { } planId ? await db.PayerPlans.AsNoTracking().SingleOrDefaultAsync(known => known.Id == planId, stopping) : null;
        var inNetwork = plan?.InNetwork ?? payer?.InNetwork;
        var outcome = JudgeAnswer.Outcome(benefits, person?.PlanDates ?? [], rejections, check.ServiceTypes, check.AskedFor, inNetwork);
        var needsAuthorization = outcome == AnswerOutcome.Active && JudgeAnswer.NeedsAuthorization(benefits, check.ServiceTypes, check.AskedFor, inNetwork);
        var row = new EligibilityAnswer
        {
            Id = Guid.CreateVersion7(),
            CheckId = check.Id,
            PatientId = check.PatientId,
            MessageId = message.Id,
            Number = number,
            Outcome = outcome,
            AuthorizationNeeded = needsAuthorization,
            Rejections = [.. rejections.Select(rejection => rejection.Code).Distinct()],
            Differs = patient is null || person is null ? [] : JudgeAnswer.Differs(person, patient, coverage),
            Plan = benefits.Select(benefit => benefit.Plan).FirstOrDefault(named => named.Length > 0) ?? "",
            At = clock.GetUtcNow(),
        };
        db.EligibilityAnswers.Add(row);
        db.EligibilityBenefits.AddRange(BenefitRows.Of(row.Id, check.PatientId, benefits));
        var state = await db.EligibilityStates.SingleAsync(s => s.CheckId == check.Id, stopping);
        (state.State, state.ChangedAt, state.Reason) = (CheckState.Answered, row.At, "");
        if (AnswerOutcome.SaysYesOrNo(outcome) || state.AnswerId is not { } before || !AnswerOutcome.SaysYesOrNo((await db.EligibilityAnswers.FindAsync([before], stopping))?.Outcome))
        {
            state.AnswerId = row.Id;
        }

        effects.Audit(new AuditEntry("coverage.answered", "visit", check.VisitId, [check.PatientId], LocationId: check.LocationId));
        effects.Publish(new CoverageVerified(check.Id, check.PatientId, check.VisitId));
        await RaiseTasks(check, payer?.Name ?? "The payer", rejections, [.. benefits.Where(benefit => !IsKnown(benefit, patient, coverage, check.VisitOn))], row, effects, stopping);

        // The next answer of the file finds the tasks of this one.
        await db.SaveChangesAsync(stopping);
    }

    /// <summary>
    /// Whether a benefit only names another payer (EB*R) that is registered for the patient on that day already, and pays before or after this one as it is said: then there is nothing to do.
    /// </summary>
    private static bool IsKnown(Benefit271 benefit, Patient? patient, PatientCoverage? asked, DateOnly on)
    {
        if (benefit.Info != "R" || patient is null || asked is null || JudgeAnswer.OtherPayers(benefit) is not { Count: > 0 } named)
        {
            return false;
        }

        var inOrder = patient.Coverages.InOrder(patient.Id).Where(coverage => coverage.IsValidOn(on) || coverage == asked).ToList();
        return named.TrueForAll(entity => inOrder.FindIndex(coverage => coverage != asked && NameKeys.Number(coverage.Payer) == NameKeys.Number(entity.Name)) is >= 0 and var at
            && entity.Role switch { "PRP" => at < inOrder.IndexOf(asked), "SEP" or "TTP" => at > inOrder.IndexOf(asked), _ => true });
    }

    private async Task RaiseTasks(EligibilityCheck check, string payer, List<Rejection271> rejections, IReadOnlyList<Benefit271> benefits, EligibilityAnswer answer, Effects effects, CancellationToken stopping)
    {
        if (answer.Outcome == AnswerOutcome.Rejected && rejections.Any(rejection => FutureRefused.Contains(rejection.Code)) && await IsAhead(check, stopping))
        {
            // The payer does not answer for the future: today is asked for, and the day of the visit when it has come.
            effects.Enqueue(new CoverageToAskAgain(check.Id));
        }
        else if (rejections.Count > 0)
        {
            var first = rejections[0];
            await tasks.Raise(
                check, AnswerTasks.ReasonOf(first.Code), $"{payer} {(answer.Outcome == AnswerOutcome.Rejected ? "gave no answer" : "left something unanswered")}: {first.Words}",
                string.Join(' ', rejections.Select(r => $"{r.Words} (AAA {r.Code}, {r.Where}): {r.FollowUpWords}.").Distinct()), effects, stopping);
        }

        await answerTasks.Follow(check, payer, answer, rejections.Count > 0 ? rejections[0].Code : null, effects, stopping);
        var others = benefits.Where(benefit => benefit.Info == "R").Select(JudgeAnswer.OtherPayers).ToList();
        if (others.Exists(named => named.Count == 0))
        {
            await tasks.Raise(
                check, "other-payer", "Another payer, not named",
                $"{payer} says that somebody else pays too, and not who. Ask the patient for that card, enter it as a coverage and say which pays first.", effects, stopping, onceForAll: true);
        }

        foreach (var other in others.SelectMany(named => named).DistinctBy(entity => entity.Name))
        {
            await tasks.Raise(
                check, "other-payer", $"Another payer: {other.Name} ({other.RoleWords})",
                $"{payer} names it. Ask the patient for that card, enter it as a coverage and say which pays first.{(other.Phones.Count > 0 ? $" Phone {other.Phones[0]}." : "")}", effects, stopping, onceForAll: true);
        }
    }

    /// <summary>Whether it was asked for a day that has not come.</summary>
    private async Task<bool> IsAhead(EligibilityCheck check, CancellationToken stopping) =>
        check.AskedFor > LocalTime.DayAt((await Apart.Ask(() => organization.Profile(stopping))).Find(check.LocationId), clock.GetUtcNow());

    /// <summary>A 999: which of our questions were not taken as what they should be. "E" is taken, with errors noted: the payer still answers it.</summary>
    private async Task<int> Acknowledged(X12Transaction received, Effects effects, CancellationToken stopping)
    {
        var (asked, told) = ("", 0);
        foreach (var segment in received.Segments)
        {
            if (segment.Name == "AK2")
            {
                (asked, told) = (segment[2], told + 1);
            }
            else if (segment.Name == "IK5" && segment[1] is "R" or "M" or "W" or "X")
            {
                await Refused(asked, $"The clearinghouse says that the question is not well formed (999, code {Code(segment[2])}).", effects, stopping);
            }
        }

        return told;
    }

    private async Task<bool> Refused(string controlNumber, string why, Effects effects, CancellationToken stopping)
    {
        if (await Asked(controlNumber, stopping) is not { } check)
        {
            return false;
        }

        var state = await db.EligibilityStates.SingleAsync(s => s.CheckId == check.Id, stopping);
        if (state.State != CheckState.Answered)
        {
            (state.State, state.Reason, state.ChangedAt) = (CheckState.Failed, why, clock.GetUtcNow());
            await tasks.Raise(check, "refused", "The clearinghouse refused a coverage question", why + " Verify by phone or portal, and tell the clearinghouse.", effects, stopping);
        }

        return true;
    }

    /// <summary>The question that was asked with this number last; null where none was.</summary>
    private async Task<EligibilityCheck?> Asked(string controlNumber, CancellationToken stopping) =>
        int.TryParse(controlNumber.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await db.EligibilityChecks.AsNoTracking().Where(check => check.ControlNumber == number).OrderByDescending(check => check.At).FirstOrDefaultAsync(stopping)
            : null;

    private static string Code(string written, int longest = 4) => written.Length > 0 && written.Length <= longest ? written : "not said";
}
