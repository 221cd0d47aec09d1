using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Fields;

/// <summary>
/// The days by which somebody must act that a document's fields name, whoever read them. They are followed like those that are found when its pages are sorted: the
/// next one is kept, and what is near or has passed when it is read is raised at once. Saves nothing by itself.
/// </summary>
internal sealed class FollowDeadlines(DocumentsDb db, LoadFields load, ReadHolidays holidays, History history, IOrganization organization, IOptions<DocumentsOptions> options, TimeProvider clock)
{
    private static readonly DocumentField[] Fields = [DocumentField.Due, DocumentField.RespondBy, DocumentField.AppealBy, DocumentField.PeerToPeerBy];

    /// <summary>In their order.</summary>
    public static IReadOnlyList<DateOnly> In(IReadOnlyList<StandingField> fields) =>
        [.. fields.Where(f => Fields.Contains(f.Field)).Select(f => StoredDay.Of(f.Value)).OfType<DateOnly>().Distinct().Order()];

    /// <summary>In their order, with those that the text of the pages names beside the fields. A day that a person corrected does not come back from the text.</summary>
    /// <param name="came">"By 11/30" is the day nearest to it, and from it days are counted.</param>
    public static IReadOnlyList<DateOnly> In(IReadOnlyList<PageText> texts, DateOnly came, IReadOnlyList<StandingField> fields, Holidays closed)
    {
        var corrected = fields.Where(f => Fields.Contains(f.Field) && f.Said is not null).SelectMany(f => new[] { f.Read?.Value, f.Said!.ReadValue }).Select(StoredDay.Of);
        return [.. UrgentWording.In(texts, came, came, closed).Select(mention => mention.Due).Except(corrected).OfType<DateOnly>().Concat(In(fields)).Distinct().Order()];
    }

    /// <summary>The fields of a document were read, and are stored.</summary>
    public async Task AfterReading(Document document, Effects effects, CancellationToken stopping)
    {
        var days = In(await load.Of(document, stopping));
        if (days.Count == 0)
        {
            return;
        }

        var location = (await organization.Profile(stopping)).Find(document.LocationId);
        var today = LocalTime.DayAt(location, clock.GetUtcNow());
        document.RespondBy = days.Where(day => day > today).Select(day => (DateOnly?)day).Append(document.RespondBy).Min();
        var closed = await holidays.At(document.LocationId, stopping);
        var raised = await RaisedAlerts.Of(db, document.Id, location, options.Value.DeadlineDays, stopping);

        // Of the days that have passed only the last: who looks at the paper sees the others.
        var near = days.Where(day => day > today).ToList();
        foreach (var day in days.Where(day => day <= today).TakeLast(1).Concat(near))
        {
            if (Urgency.OfDeadline(day, today, options.Value.DeadlineDays, closed) is not { } reason)
            {
                continue;
            }

            // Told once; urgent it stays, also when it was described anew.
            var alert = new Alert(reason, day);
            Mark(document, alert);
            if (!raised.Contain(alert))
            {
                Raise(document, alert, history, effects);
            }
        }
    }

    /// <summary>Told once: the caller has seen that it was not told yet.</summary>
    public static void Raise(Document document, Alert alert, History history, Effects effects)
    {
        Mark(document, alert);
        history.Add(document, EventCode.UrgentWordingRead, alert.Detail);
        effects.Publish(alert.Of(document));
    }

    private static void Mark(Document document, Alert alert) =>
        document.UrgentReason = document.UrgentReason is { } graver && Urgency.Gravity(graver) < Urgency.Gravity(alert.Reason) ? graver : alert.Reason;
}
