using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Tasks;

/// <summary>A line about ages as it is in force: so many working days after, a task of that kind is put first, or given to somebody.</summary>
internal sealed record TaskAge(string Kind, string Measure, int Days, bool Raises, Guid? TeamId, Guid? UserId, int Number, DateTimeOffset At, Guid? By)
{
    /// <summary>By which a task knows that it took this step.</summary>
    public string Step => $"{Measure}:{Kind}:{Days}";
}

/// <summary>What becomes of tasks that wait too long. A kind with lines of its own for a measure follows those alone; the others follow those for any kind.</summary>
internal static class TaskAges
{
    public const string Any = "*";

    /// <summary>Days since the day it was due.</summary>
    public const string Overdue = "overdue";

    /// <summary>Days since when nobody has it: raised, handed back, or given to a team of which nobody took it.</summary>
    public const string Unowned = "unowned";

    public const int MostDays = 90;

    public static readonly IReadOnlyList<string> Measures = [Overdue, Unowned];

    /// <summary>What holds until the clinic says otherwise of the same line: nothing waits unseen.</summary>
    public static readonly IReadOnlyList<TaskAge> Usual = [new(Any, Overdue, 1, Raises: true, null, null, 0, default, null), new(Any, Unowned, 2, Raises: true, null, null, 0, default, null)];

    /// <param name="stored">Every version of every line.</param>
    public static IReadOnlyList<TaskAge> InForce(IReadOnlyCollection<TaskAgeRule> stored) =>
    [
        .. stored.GroupBy(rule => (rule.Kind, rule.Measure, rule.Days))
            .Select(versions => versions.MaxBy(rule => rule.Number)!)
            .Where(rule => !rule.IsRemoved)
            .Select(rule => new TaskAge(rule.Kind, rule.Measure, rule.Days, rule.Raises, rule.TeamId, rule.UserId, rule.Number, rule.At, rule.By))
            .Concat(Usual.Where(line => stored.All(rule => (rule.Kind, rule.Measure, rule.Days) != (line.Kind, line.Measure, line.Days))))
            .OrderBy(line => line.Kind == Any).ThenBy(line => line.Kind, StringComparer.Ordinal).ThenBy(line => line.Measure, StringComparer.Ordinal).ThenBy(line => line.Days),
    ];

    /// <summary>The lines for a kind of task, those of few days first.</summary>
    public static IEnumerable<TaskAge> For(IReadOnlyList<TaskAge> lines, string kind) =>
        Measures.SelectMany(measure => lines.Any(line => line.Kind == kind && line.Measure == measure)
            ? lines.Where(line => line.Kind == kind && line.Measure == measure)
            : lines.Where(line => line.Kind == Any && line.Measure == measure));

    /// <param name="since">The day from which it counts.</param>
    /// <param name="calendar">Which days are working days at the task's location.</param>
    public static bool IsReached(TaskAge line, DateOnly since, DateOnly today, Clocks calendar) => calendar.BusinessDaysAfter(since, line.Days) <= today;
}
