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
internal sealed class DescribeAnew(DocumentsDb db, KeepTexts keep, History history, IOrganization organization, IOptions<DocumentsOptions> options, TimeProvider clock)
{
    public async Task Run(IReadOnlyList<Document> documents, Effects effects, CancellationToken stopping)
    {
        // Over all that lies in the transmission, whoever acts and may see of it what: its cover speaks for each document.
        var transmissionId = documents[0].TransmissionId;
        var pages = await db.Pages.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking()
            .Where(p => (p.TransmissionId == transmissionId && p.JoinedTo == null) || p.JoinedTo == transmissionId).OrderBy(p => p.Position).ThenBy(p => p.Number).ToListAsync(stopping);
        List<PageText> covers = [.. pages.Where(p => p.IsCover).Select(p => p.Text).OfType<PageText>()];
        var first = pages.Where(p => !p.IsCover && p.DocumentId != null).MinBy(p => p.Leaf)?.DocumentId;
        var counts = MissingPages.CountsOn(pages.Select(p => p.Text).OfType<PageText>());
        var location = (await organization.Profile(stopping)).Find(documents[0].LocationId);
        var today = LocalTime.DayAt(location, clock.GetUtcNow());
        var texts = new List<(Document, IReadOnlyList<PageText>)>();
        foreach (var document in documents)
        {
            List<ReceivedPage> own = [.. pages.Where(p => p.DocumentId == document.Id)];
            Describe(document, DocumentFacts.Of(own, covers, counts, isFirst: document.Id == first, options.Value.AddressedAs, today, options.Value.DeadlineDays, LocalTime.DayAt(location, document.ReceivedAt)), await RaisedAlerts.Of(db, document.Id, location, options.Value.DeadlineDays, stopping), effects);
            texts.Add((document, [.. own.Select(p => p.Text).OfType<PageText>()]));
            effects.Enqueue(new DocumentToMatch(document.Id));
        }

        await keep.Of(texts, stopping);
    }

    private void Describe(Document document, DocumentFacts facts, RaisedAlerts raised, Effects effects)
    {
        if (document.TypeSetBy is null)
        {
            (document.Type, document.TypeConfidence) = (facts.Type.Type, facts.Type.Confidence);
        }

        (document.TypeEvidence, document.PatientEvidence, document.MatchKeys) = (facts.Type.Evidence, facts.Patient, facts.MatchKeys);
        (document.PagesSaid, document.MissingPages) = (facts.Missing.Said, facts.Missing.Numbers);
        document.UrgentReason = facts.Urgent.Count > 0 ? facts.Urgent[0].Reason : null;
        document.RespondBy = facts.RespondBy;
        document.State = DocumentState.Sorted;
        document.Decision = null;
        (document.ReviewReason, document.ReviewWords, document.ReviewSince) = (null, null, null);
        (document.ProgressAt, document.Attempts) = (clock.GetUtcNow(), 0);
        foreach (var alert in facts.Urgent.Where(alert => !raised.Contain(alert)))
        {
            history.Add(document, EventCode.UrgentWordingRead, alert.Detail);
            effects.Publish(alert.Of(document));
        }
    }
}
