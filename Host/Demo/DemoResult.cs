using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Host.Demo;

/// <summary>A document as it stands, beside what was expected of it. Patient text: for the one who runs the demo, never logged.</summary>
/// <param name="Outcome">Null when a document that was expected is not there.</param>
/// <param name="Problems">What is not as expected, in plain words; empty when all is well.</param>
internal sealed record DemoResult(
    string File, DocumentOutcome? Outcome, PatientSummary? Patient, IReadOnlyList<TaskSummary> Tasks, IReadOnlyList<string> Problems);

/// <summary>Holds outcomes against expectations. Pure.</summary>
internal static class CompareDemo
{
    public static IReadOnlyList<DemoResult> With(
        DemoExpectation expected, IReadOnlyList<DocumentOutcome> outcomes, ILookup<Guid?, TaskSummary> tasks, IReadOnlyDictionary<Guid, PatientSummary> patients)
    {
        var byFile = outcomes.ToLookup(outcome => outcome.FileName);
        var strangers = outcomes.Where(outcome => expected.Files.All(file => file.File != outcome.FileName)).Select(outcome => outcome.FileName).Distinct();
        return
        [
            .. expected.Files.SelectMany(file => OfFile(file, [.. byFile[file.File]], tasks, patients)),
            .. strangers.Select(name => new DemoResult(name, byFile[name].First(), null, [], ["nobody expected this file"])),
        ];
    }

    private static IEnumerable<DemoResult> OfFile(
        DemoExpectation.FileLine file, List<DocumentOutcome> outcomes, ILookup<Guid?, TaskSummary> tasks, IReadOnlyDictionary<Guid, PatientSummary> patients)
    {
        foreach (var wanted in file.Documents)
        {
            if (outcomes.FirstOrDefault(outcome => outcome.Pages.Except(file.CoverPages).Order().SequenceEqual(wanted.Pages.Order())) is not { } found)
            {
                yield return new DemoResult(file.File, null, null, [], [$"no document of exactly the pages {Pages(wanted.Pages)}"]);
                continue;
            }

            outcomes.Remove(found);
            var patient = found.PatientId is { } id ? patients.GetValueOrDefault(id) : null;
            var raised = found.DocumentId is { } document ? tasks[document].ToList() : [];
            yield return new DemoResult(file.File, found, patient, raised, [.. Problems(wanted, found, patient, raised)]);
        }

        foreach (var more in outcomes.Where(outcome => outcome.Pages.Except(file.CoverPages).Any()))
        {
            yield return new DemoResult(file.File, more, null, [], ["no document of exactly these pages was expected"]);
        }
    }

    private static IEnumerable<string> Problems(DemoExpectation.DocumentLine wanted, DocumentOutcome found, PatientSummary? patient, IReadOnlyList<TaskSummary> tasks)
    {
        if (found.Type != wanted.Type)
        {
            yield return $"the type should be {wanted.Type}";
        }

        var waits = found.Disposition == "review" && wanted.Reasons.Contains(found.ReasonCode);
        if (wanted.Mrn is not null && !waits)
        {
            if (found.Disposition != "auto")
            {
                yield return $"should be filed to {wanted.Mrn}";
            }
            else if (patient?.Mrn != wanted.Mrn)
            {
                yield return $"WRONG PATIENT: belongs to {wanted.Mrn}";
            }
        }
        else if (found.Disposition == "auto")
        {
            yield return "WRONG PATIENT: a person must decide";
        }
        else if (!waits)
        {
            yield return $"should wait for a person because of {string.Join(" or ", wanted.Reasons)}";
        }

        foreach (var problem in OrderProblems(wanted.Orders, [.. found.Orders]))
        {
            yield return problem;
        }

        // Orders become tasks only when their document is filed.
        var due = waits && wanted.Mrn is not null ? [] : wanted.Tasks;
        if (!tasks.Select(task => task.Kind).Order(StringComparer.Ordinal).SequenceEqual(due.Order(StringComparer.Ordinal)))
        {
            yield return $"the tasks should be {(due.Count == 0 ? "none" : string.Join(", ", due))}";
        }
    }

    private static IEnumerable<string> OrderProblems(IReadOnlyList<DemoExpectation.OrderLine> wanted, List<OrderOutcome> found)
    {
        foreach (var order in wanted)
        {
            var same = found.Find(other => IsSame(order, other));
            if (same is null)
            {
                yield return $"an order is missing: {order.Kind} {order.Code} {order.Description}";
                continue;
            }

            found.Remove(same);
            // The papers are of one day, and the machine's clock goes on: what was to be done by then is late when they are fed again.
            if (same.State != order.State && (same.State, order.State) is not ("late", "ready"))
            {
                yield return $"the order {order.Description} should be {order.State}, not {same.State}";
            }
        }

        foreach (var order in found)
        {
            yield return $"an order that nobody gave: {order.Kind} {order.Code} {order.Description}";
        }
    }

    /// <summary>The words may differ a little, for they are read off a fax; the code, the kind and the side may not.</summary>
    private static bool IsSame(DemoExpectation.OrderLine wanted, OrderOutcome found)
    {
        var (want, have) = (Words(wanted.Description), Words(found.Description));
        return found.Kind == wanted.Kind
            && found.Code == wanted.Code
            && (want.Contains("left"), want.Contains("right")) == (have.Contains("left"), have.Contains("right"))
            && 2.0 * want.Intersect(have).Count() / (want.Count + have.Count) >= (found.Code is null ? 0.6 : 0.5);
    }

    private static HashSet<string> Words(string text) =>
        [.. string.Concat(text.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    internal static string Pages(IReadOnlyList<int> pages) =>
        pages.Count > 1 && pages[^1] - pages[0] == pages.Count - 1 ? $"{pages[0]}-{pages[^1]}" : string.Join(",", pages);
}
