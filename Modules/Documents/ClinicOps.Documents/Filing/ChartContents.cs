using System.Security.Cryptography;
using System.Text;
using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Access;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Filing;

/// <summary>What lies in charts, for other modules: papers with what is open about them, and orders with what answers them.</summary>
internal sealed class ChartContents(DocumentsDb db) : IChartContents
{
    public async Task<IReadOnlyList<ChartPaper>> Papers(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default)
    {
        var found = await db.Documents.AsNoTracking()
            .Where(d => d.PatientId != null && patientIds.Contains(d.PatientId.Value))
            .OrderByDescending(d => d.ReceivedAt).ThenByDescending(d => d.Id)
            .Select(d => new
            {
                d.Id,
                PatientId = d.PatientId!.Value,
                d.Type,
                d.ReceivedAt,
                d.LocationId,
                d.CareThreadId,
                d.AccessClass,
                d.MissingPages,
                d.PagesSaid,
                Pages = d.Pages.OrderBy(p => p.Position).ThenBy(p => p.Number).Select(p => new { p.Id, p.ImageHash, p.State }).ToList(),
            })
            .ToListAsync(stopping);
        var ids = found.ConvertAll(d => d.Id);
        var duties = (await db.Duties.AsNoTracking().Where(duty => ids.Contains(duty.DocumentId) && !DutyState.Over.Contains(duty.State) && duty.Kind != DutyKind.Misdirected)
            .OrderBy(duty => duty.DueAt).ToListAsync(stopping)).ToLookup(duty => duty.DocumentId);
        return found.ConvertAll(d => new ChartPaper(
            d.Id, d.PatientId, d.Type.Code(), Wording.Of(d.Type), d.Pages.Count, d.ReceivedAt, d.LocationId, d.CareThreadId, Mark(d.Pages.Select(page => $"{page.Id} {page.ImageHash}")))
        {
            HasOwnClass = d.AccessClass != AccessClass.Standard,
            MissingPages = d.MissingPages,
            PagesSaid = d.PagesSaid,
            UnreadPages = d.Pages.Count(page => page.State == PageState.Failed),
            Duty = duties[d.Id].Select(duty => new PaperDuty(duty.Id, duty.Kind, duty.DueAt)).FirstOrDefault(),
        });
    }

    public async Task<IReadOnlyList<ChartOrder>> Orders(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default)
    {
        var orders = await db.Orders.AsNoTracking().Include(o => o.Values)
            .Where(o => o.Standing == OrderStanding.Told && o.PatientId != null && patientIds.Contains(o.PatientId.Value))
            .Select(o => new { Order = o, o.Document!.ReceivedAt, o.Document.AccessClass })
            .ToListAsync(stopping);
        var answers = orders.Select(o => AnswerTo(o.Order)).OfType<Guid>().ToList();
        var standing = await db.Orders.Where(o => answers.Contains(o.Id) && o.Standing == OrderStanding.Told && OrderState.Work.Contains(o.State)).Select(o => o.Id).ToListAsync(stopping);
        var patients = orders.Select(o => o.Order.PatientId).Distinct().ToList();
        var results = (await db.Documents
            .Where(d => patients.Contains(d.PatientId) && (d.Type == DocumentType.LabResult || d.Type == DocumentType.ImagingReport))
            .Join(db.DocumentTexts, d => d.Id, text => text.DocumentId, (d, text) => new ResultPaper(d.Id, d.PatientId!.Value, d.Type, d.ReceivedAt, text.Text))
            .ToListAsync(stopping)).ToLookup(result => result.PatientId);
        return
        [
            .. orders.OrderByDescending(o => o.ReceivedAt).ThenByDescending(o => o.Order.Id).Select(o => Told(
                o.Order, o.ReceivedAt, AnswerTo(o.Order) is { } answer && standing.Contains(answer), AnswersOrder.Among(results[o.Order.PatientId!.Value], o.Order, o.ReceivedAt)) with
            {
                HasOwnClass = o.AccessClass != AccessClass.Standard || o.Order.AccessClass != AccessClass.Standard,
            }),
        ];
    }

    private static Guid? AnswerTo(Order order) =>
        order.Values.Find(OrderValueName.AnsweredBy) is { Source: OrderValueSource.Confirmed, Value: { } answer } && Guid.TryParse(answer, out var by) ? by : null;

    private static ChartOrder Told(Order order, DateTimeOffset receivedAt, bool isAnswered, Guid? result) => new(
        order.Id,
        order.PatientId!.Value,
        order.DocumentId,
        order.CareThreadId,
        order.Kind,
        order.State,
        order.Values.Find(OrderValueName.State)?.AsWritten,
        order.Values.Named(OrderValueName.Description) ?? "",
        order.Values.Named(OrderValueName.Code),
        order.Values.Named(OrderValueName.Icd10),
        StoredDay.Of(order.Values.Named(OrderValueName.Due)),
        order.Values.Named(OrderValueName.OrderingProvider),
        order.Values.Named(OrderValueName.Npi),
        StoredDay.Of(order.Values.Named(OrderValueName.OrderedOn)),
        receivedAt,
        isAnswered,
        result);

    private static string Mark(IEnumerable<string> pages) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('|', pages))))[..16];
}
