namespace ClinicOps.Host.Demo;

/// <summary>The results as lines for a terminal, and as plain data for a file.</summary>
internal static class DemoTable
{
    public static IEnumerable<string> Lines(IReadOnlyList<DemoResult> results)
    {
        yield return Text("FILE", "PAGES", "TYPE", "PATIENT, OR WHY A PERSON MUST DECIDE", "ORDERS", "TASKS");
        foreach (var result in results)
        {
            yield return Text(
                result.File,
                result.Outcome is { } outcome ? CompareDemo.Pages(outcome.Pages) : "",
                result.Outcome?.Type ?? "",
                Patient(result),
                Counted(result.Outcome?.Orders.Select(order => order.State == "ready" ? order.Kind : $"{order.Kind} ({order.State})")),
                Counted(result.Tasks.Select(task => task.Kind)));
            foreach (var problem in result.Problems)
            {
                yield return "    NOT AS EXPECTED: " + problem;
            }
        }
    }

    public static object Data(IReadOnlyList<DemoResult> results) => results.Select(result => new
    {
        file = result.File,
        pages = result.Outcome?.Pages,
        type = result.Outcome?.Type,
        disposition = result.Outcome?.Disposition,
        mrn = result.Patient?.Mrn,
        reason = result.Outcome?.ReasonCode,
        orders = result.Outcome?.Orders.Select(order => new { order.Kind, order.Code, order.Description, order.State }),
        tasks = result.Tasks.Select(task => new { task.Kind, task.Title }),
        problems = result.Problems,
    });

    private static string Patient(DemoResult result) => result switch
    {
        { Outcome: null } => "",
        { Patient: { } patient } => $"{patient.ListName} ({patient.Mrn})",
        { Outcome.ReasonCode: { } code } => $"{result.Outcome.Disposition}: {code}",
        _ => result.Outcome.Disposition,
    };

    /// <summary>"schedule x3, call".</summary>
    private static string Counted(IEnumerable<string>? words) =>
        string.Join(", ", (words ?? []).GroupBy(word => word).Select(same => same.Count() > 1 ? $"{same.Key} x{same.Count()}" : same.Key));

    private static string Text(string file, string pages, string type, string patient, string orders, string tasks) =>
        $"{file,-31} {pages,-5} {type,-30} {patient,-45} {orders,-24} {tasks}".TrimEnd();
}
