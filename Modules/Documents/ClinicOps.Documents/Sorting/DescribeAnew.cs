using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Search;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Sorting;

/// <summary>
/// A person changed the pages of documents: says anew what each is and of whom, as sorting does, and hands it to matching. Inside the
/// transaction that holds the transmission's row, when the pages are stored. All of one transmission.
/// </summary>
internal sealed class DescribeAnew(DocumentsDb db, KeepTexts keep, MovedAlerts moved, ReadHolidays holidays, History history, IOrganization organization, IOptions<DocumentsOptions> options, TimeProvider clock)
{
    /// <param name="among">All whose pages were changed in the same act: what was told of one of them may be another's now.</param>
    public async Task Run(IReadOnlyList<Document> documents, IReadOnlyCollection<Document> among, Effects effects, CancellationToken stopping)
    {
        // Over all that lies in the transmission, whoever acts and may see of it what: its cover speaks for each document.
        var transmissionId = documents[0].TransmissionId;
        var all = db.Pages.IgnoreQueryFilters([ModuleDb.AccessFilter]);
        var pages = await all.AsNoTracking()
            .Where(p => (p.TransmissionId == transmissionId && p.JoinedTo == null) || p.JoinedTo == transmissionId).OrderBy(p => p.Position).ThenBy(p => p.Number).ToListAsync(stopping);
        var counts = MissingPages.CountsOn(pages.Select(p => p.Text).OfType<PageText>());
        var location = (await organization.Profile(stopping)).Find(documents[0].LocationId);
        var today = LocalTime.DayAt(location, clock.GetUtcNow());
        var closed = await holidays.At(documents[0].LocationId, stopping);
        var texts = new List<(Document, IReadOnlyList<PageText>)>();
        foreach (var document in documents)
        {
            List<ReceivedPage> own = [.. pages.Where(p => p.DocumentId == document.Id)];
            var covers = await CoverSheets.Texts(CoverSheets.Of(all, document.Id, transmissionId), transmissionId, stopping);
            var led = await CoverSheets.Texts(CoverSheets.LedBy(all, document.Id, transmissionId), transmissionId, stopping);
            var facts = DocumentFacts.Of(own, covers, led, counts, options.Value.AddressedAs, today, options.Value.DeadlineDays, LocalTime.DayAt(location, document.ReceivedAt), closed);
            await Describe(document, facts, await RaisedAlerts.Of(db, document.Id, location, options.Value.DeadlineDays, stopping), among, effects, stopping);
            texts.Add((document, [.. own.Select(p => p.Text).OfType<PageText>()]));
            effects.Enqueue(new DocumentToMatch(document.Id));
        }

        await keep.Of(texts, stopping);
    }

    private async Task Describe(Document document, DocumentFacts facts, RaisedAlerts raised, IReadOnlyCollection<Document> among, Effects effects, CancellationToken stopping)
    {
        if (document.TypeSetBy is null)
        {
            (document.Type, document.TypeConfidence) = (facts.Type.Type, facts.Type.Confidence);
        }

        (document.TypeEvidence, document.PatientEvidence, document.MatchKeys) = (facts.Type.Evidence, facts.Patient, facts.MatchKeys);
        (document.PagesSaid, document.MissingPages) = (facts.Missing.Said, facts.Missing.Numbers);

        // What its pages say, and what was said beside them. Deadlines of its fields follow when these are read.
        List<Alert> urgent = [.. facts.Urgent.Union(await MovedAlerts.SaidBeside(db, document.Id, stopping)).OrderBy(alert => Urgency.Gravity(alert.Reason))];
        document.UrgentReason = urgent.FirstOrDefault()?.Reason;
        document.RespondBy = facts.RespondBy;
        document.State = DocumentState.Sorted;
        document.Decision = null;
        (document.ReviewReason, document.ReviewWords, document.ReviewSince) = (null, null, null);
        (document.ProgressAt, document.Attempts) = (clock.GetUtcNow(), 0);
        foreach (var alert in urgent)
        {
            var (left, isNew) = (await moved.Take(document, alert, among, stopping), !raised.Contain(alert));
            if (isNew)
            {
                history.Add(document, EventCode.UrgentWordingRead, alert.Detail);
            }

            // Told of both, and now of one document: one task is left of the two.
            if (isNew || left is not null)
            {
                effects.Publish(alert.Of(document) with { MovedFrom = left });
            }
        }
    }
}
