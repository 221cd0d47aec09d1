using System.Globalization;
using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coverage.Answers;

/// <summary>
/// What an answer about a coverage leaves to do, whether it came from the clearinghouse, by phone or from a portal: tasks that it mends are done by it, and what it says against the coverage is one.
/// Saves nothing by itself.
/// </summary>
internal sealed class AnswerTasks(IntakeDb db, CoverageTasks tasks, RaiseTask raise, VisitCoverages coverages)
{
    private const string NotActive = "not-active";
    private const string NotCovered = "not-covered";

    /// <summary>The question did not get through: done by any answer.</summary>
    private static readonly string[] NoAnswer = ["refused", "not-sent"];

    /// <summary>Of what was rejected, with its AAA code behind it: done by any answer that does not reject it again.</summary>
    private const string Rejected = "aaa-";

    public static string ReasonOf(string rejection) => Rejected + rejection;

    /// <param name="payer">Its name.</param>
    /// <param name="rejected">The code of what the answer itself leaves unanswered; null where that is nothing.</param>
    public async Task Follow(EligibilityCheck check, string payer, EligibilityAnswer answer, string? rejected, Effects effects, CancellationToken stopping)
    {
        if (!AnswerOutcome.SaysYesOrNo(answer.Outcome))
        {
            return;
        }

        await DoMended(check, answer.Outcome, rejected is null ? null : ReasonOf(rejected), effects, stopping);
        switch (answer.Outcome)
        {
            case AnswerOutcome.NotActive:
                await tasks.Raise(
                    check, NotActive, $"{payer} says: not active",
                    string.Create(CultureInfo.InvariantCulture, $"Asked for {check.AskedFor:MM/dd/yyyy}. Ask the patient for the new card, or agree on who pays, before the visit."), effects, stopping);
                break;
            case AnswerOutcome.NotCovered:
                await tasks.Raise(
                    check, NotCovered, $"{payer} says: not covered ({Asked(check)})",
                    string.Create(CultureInfo.InvariantCulture, $"Asked for {check.AskedFor:MM/dd/yyyy}: the plan is there, and does not cover this. Agree with the patient on who pays, before the visit."), effects, stopping);
                break;
            case AnswerOutcome.Active when answer.AuthorizationNeeded && !await db.CountingUses.AnyAsync(use => use.VisitId == check.VisitId, stopping):
                await tasks.Raise(
                    check, "authorization-needed", $"{payer} says: an authorization is required ({Asked(check)})",
                    "The visit holds none. Ask the payer for one, or hold units of the one that is meant, before the visit.", effects, stopping);
                break;
        }
    }

    /// <summary>
    /// The visit's open tasks about this coverage that the answer contradicts; and once one is active, those about coverages that do not pay for the visit any more: the patient brought another card.
    /// An answer for the day from which the visit was moved mends nothing.
    /// </summary>
    private async Task DoMended(EligibilityCheck check, string outcome, string? leftOpen, Effects effects, CancellationToken stopping)
    {
        if (await db.EligibilityChecks.AnyAsync(later => later.VisitId == check.VisitId && later.CoverageId == check.CoverageId && later.VisitOn != check.VisitOn && later.At > check.At, stopping))
        {
            return;
        }

        var open = await db.Tasks.AsNoTracking().Where(task => task.Kind == TaskKinds.Coverage && task.State == TaskState.Open && task.VisitId == check.VisitId && task.CoverageId != null && task.Reason != leftOpen).ToListAsync(stopping);
        var mended = open.FindAll(task => IsMended(task.Reason ?? "", outcome));
        var paying = outcome == AnswerOutcome.Active && mended.Exists(task => task.CoverageId != check.CoverageId) ? await Paying(check, stopping) : null;
        foreach (var id in mended.FindAll(task => task.CoverageId == check.CoverageId || paying?.Contains(task.CoverageId!.Value) == false).ConvertAll(task => task.Id).Order())
        {
            await raise.WaitInLine(id, stopping);
            if (await db.Tasks.SingleAsync(known => known.Id == id, stopping) is { State: TaskState.Open } task)
            {
                raise.Do(task, new TaskNote(WorkOnTask.Done, $"The payer answered: {CompareAnswers.OutcomeInWords(outcome)}."), effects);
            }
        }
    }

    private static bool IsMended(string reason, string outcome) =>
        NoAnswer.Contains(reason) || reason.StartsWith(Rejected, StringComparison.Ordinal) || (reason == NotActive && outcome != AnswerOutcome.NotActive) || (reason == NotCovered && outcome != AnswerOutcome.NotCovered);

    /// <summary>The coverages that pay for the visit; null where that cannot be told. A question stays with the record that it was asked for, also when that was merged into another.</summary>
    private async Task<HashSet<Guid>?> Paying(EligibilityCheck check, CancellationToken stopping)
    {
        var patient = await db.Patients.Where(record => record.Id == check.PatientId).Select(record => record.MergedIntoId ?? record.Id).SingleOrDefaultAsync(stopping);
        return await coverages.Of(check.VisitId, patient, check.VisitOn, stopping) is { } paying ? [.. paying.All.Select(one => one.Coverage?.Id).OfType<Guid>()] : null;
    }

    /// <summary>The visit's own kinds of service, in words.</summary>
    private static string Asked(EligibilityCheck check) => string.Join(", ", check.ServiceTypes.Where(code => code != "30").DefaultIfEmpty("30").Select(X12Words.ServiceType));
}
