using ClinicOps.Documents.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Correspondence.Records;

/// <summary>Which documents of the chart a request is about: those of its period and kinds; none of a closed class that the form does not name by itself.</summary>
internal sealed class ChooseRecords(IChartContents contents, IDocumentClasses classes, IOrganization organization)
{
    /// <returns>Every document of the chart that whoever acts sees, newest first.</returns>
    public async Task<IReadOnlyList<RecordsPaper>> Of(RecordsRequest request, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var location = profile.Find(request.LocationId);
        var papers = new List<RecordsPaper>();
        foreach (var paper in await contents.Papers([request.PatientId], stopping))
        {
            var (day, own) = (LocalTime.DayAt(location, paper.ReceivedAt), await classes.Of(paper.Id, stopping));
            papers.Add(new RecordsPaper(paper, day, WhyNot(request, paper, day), own == AccessClass.Standard || request.Check?.ClassesNamed.Contains(own) == true ? null : profile.NameOfClass(own)));
        }

        return papers;
    }

    private static string? WhyNot(RecordsRequest request, ChartPaper paper, DateOnly day) =>
        paper.Id == request.FormDocumentId ? "it is the request itself"
        : request.Kinds.Length > 0 && !request.Kinds.Contains(paper.Type) ? "not of the kinds asked for"
        : day < request.From || day > request.Until ? "not of the days asked for"
        : null;
}

/// <summary>A document of the chart, as a request sees it.</summary>
/// <param name="Day">On which it was received, on the clock of the request's location.</param>
/// <param name="WhyNot">Why it is not chosen by itself; a person may choose it all the same, since it may tell of another day than that on which it came. Null where it is.</param>
/// <param name="Closed">Name of its access class, where the form does not name that by itself: it stays here, whoever chooses it. Null where it may go.</param>
internal sealed record RecordsPaper(ChartPaper Paper, DateOnly Day, string? WhyNot, string? Closed)
{
    public bool IsChosen => WhyNot is null && Closed is null;
}
