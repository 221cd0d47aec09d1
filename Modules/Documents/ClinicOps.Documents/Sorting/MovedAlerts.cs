using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Reading;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Sorting;

/// <summary>
/// What was told of a document because of a page that lies in another one now is that one's, and not told a second time; and it goes back with the page. Inside the
/// transaction that holds the documents' rows, when the pages are stored.
/// </summary>
internal sealed class MovedAlerts(DocumentsDb db, ReadHolidays holidays, History history, IOrganization organization, IOptions<DocumentsOptions> options, TimeProvider clock)
{
    /// <param name="to">The document that says it now.</param>
    /// <param name="among">Whose pages were changed in the same act.</param>
    /// <returns>The document from which it was taken; null where it was told of none of them, or each that it was told of says it still.</returns>
    public async Task<Guid?> Take(Document to, Alert alert, IReadOnlyCollection<Document> among, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Find(to.LocationId);
        foreach (var left in among.Where(document => document.Id != to.Id))
        {
            if ((await RaisedAlerts.Of(db, left.Id, location, options.Value.DeadlineDays, stopping)).Contain(alert) && !(await Says(left, location, stopping)).Contains(alert))
            {
                history.Add(left, EventCode.UrgentWordingMoved, alert.Detail);
                return left.Id;
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<Alert>> Says(Document document, Location? location, CancellationToken stopping)
    {
        var pages = db.Pages.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking();
        var own = await pages.Where(p => p.DocumentId == document.Id && p.Text != null).Select(p => p.Text!).ToListAsync(stopping);
        var (today, closed) = (LocalTime.DayAt(location, clock.GetUtcNow()), await holidays.At(document.LocationId, stopping));
        return
        [
            .. Urgency.Alerts(UrgentWording.In(own, today, LocalTime.DayAt(location, document.ReceivedAt), closed), today, options.Value.DeadlineDays, closed),
            .. await SaidBeside(db, document.Id, stopping),
        ];
    }

    /// <summary>What was told of calls and e-mails that the document begins and stands on none of its pages: on a cover, or in the words of the e-mail.</summary>
    public static async Task<IReadOnlyList<Alert>> SaidBeside(DocumentsDb db, Guid documentId, CancellationToken stopping)
    {
        var pages = db.Pages.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking();
        var reasons = new List<string>();
        foreach (var came in await pages.Where(p => p.DocumentId == documentId).Select(p => p.TransmissionId).Distinct().ToListAsync(stopping))
        {
            var early = (await RaiseEarly.Raised(db, came, stopping)).Intersect(Urgency.OfWords).ToList();
            var all = await pages.Where(p => p.TransmissionId == came).OrderBy(p => p.Number).Select(p => new { p.DocumentId, p.IsCover, p.Text }).ToListAsync(stopping);
            if (all.Find(p => !p.IsCover && p.DocumentId != null)?.DocumentId == documentId)
            {
                List<string?> Told(IEnumerable<PageText?> texts) => [.. UrgentWording.In([.. texts.OfType<PageText>()]).Select(mention => Urgency.ReasonOf(mention.Kind))];
                reasons.AddRange(early.Except(Told(all.Where(p => !p.IsCover).Select(p => p.Text)).OfType<string>()));
                reasons.AddRange(Told(all.Where(p => p.IsCover).Select(p => p.Text)).OfType<string>());
            }
        }

        return [.. reasons.Distinct().Select(reason => new Alert(reason, null))];
    }
}
