using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Tasks;

/// <summary>A task that an order asks for.</summary>
/// <param name="Kind">authorize, schedule, call or refer.</param>
/// <param name="Days">Working days in which a routine one is due.</param>
internal sealed record WantedTask(string Kind, int Days);

/// <summary>A line of the table as it is in force.</summary>
/// <param name="Number">Of the version; 0 for one that the clinic never changed.</param>
internal sealed record OrderTaskLine(string Kind, string Payer, IReadOnlyList<WantedTask> Tasks, int Number, DateTimeOffset? At, Guid? By);

/// <summary>
/// Which tasks an order makes: by its kind and by who pays for the patient. The narrowest line counts: the payer itself before the kind of payer
/// before any, and the kind of order before any.
/// </summary>
internal static class OrderTaskTable
{
    public const string Any = "*";
    public const int MostDays = 90;

    public static readonly IReadOnlyList<string> OrderKinds = ["imaging", "lab", "procedure", "pt", "dme", "medication", "referral"];

    public static readonly IReadOnlyList<string> TaskChoices = [TaskKinds.Authorize, TaskKinds.Schedule, TaskKinds.Call, TaskKinds.Refer];

    /// <summary>What holds before a clinic says otherwise.</summary>
    private static readonly OrderTaskLine[] Defaults =
    [
        .. from line in new[]
           {
               ("imaging", TaskKinds.Schedule), ("procedure", TaskKinds.Schedule), ("lab", TaskKinds.Call), ("medication", TaskKinds.Call),
               ("pt", TaskKinds.Refer), ("dme", TaskKinds.Refer), ("referral", TaskKinds.Refer), (Any, TaskKinds.Schedule),
           }
           select new OrderTaskLine(line.Item1, Any, [new WantedTask(line.Item2, 2)], 0, null, null),
    ];

    /// <summary>The lines in force, by kind and payer.</summary>
    /// <param name="stored">Every version of every line.</param>
    public static IReadOnlyList<OrderTaskLine> InForce(IEnumerable<OrderTaskRule> stored)
    {
        var latest = stored.GroupBy(rule => (rule.Kind, rule.Payer)).Select(versions => versions.MaxBy(rule => rule.Number)!).ToList();
        return
        [
            .. latest.Where(rule => !rule.IsRemoved).Select(rule => new OrderTaskLine(rule.Kind, rule.Payer, Read(rule.Wanted), rule.Number, rule.At, rule.By))
                .Concat(Defaults.Where(line => !latest.Exists(rule => !rule.IsRemoved && (rule.Kind, rule.Payer) == (line.Kind, line.Payer)))
                    .Select(line => line with { Number = latest.Find(rule => (rule.Kind, rule.Payer) == (line.Kind, line.Payer))?.Number ?? 0 }))
                .OrderBy(line => line.Kind == Any ? OrderKinds.Count : OrderKinds.ToList().IndexOf(line.Kind)).ThenBy(line => line.Payer == Any).ThenBy(line => line.Payer, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <param name="payer">Of the patient's first coverage; one of no name without one.</param>
    public static IReadOnlyList<WantedTask> For(IReadOnlyList<OrderTaskLine> lines, string orderKind, NamedPayer payer)
    {
        var payers = new[] { payer.Name, payer.Class, Any }.Where(name => name.Length > 0);
        return (from kind in new[] { orderKind, Any }
                from name in payers
                let line = lines.FirstOrDefault(line => line.Kind == kind && string.Equals(line.Payer, name, StringComparison.OrdinalIgnoreCase))
                where line is not null
                select line.Tasks).FirstOrDefault() ?? [];
    }

    public static string[] Written(IEnumerable<WantedTask> tasks) => [.. tasks.Select(task => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{task.Kind}:{task.Days}"))];

    public static WantedTask[] Read(string[] wanted) =>
        [.. wanted.Select(text => text.Split(':')).Select(parts => new WantedTask(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)))];
}
