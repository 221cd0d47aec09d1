using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>
/// A person says that a document in review was meant for somebody else. It is set aside, and who said so has to tell the sender, return or destroy
/// the pages, and write both down. <see cref="SendToReview"/> brings it back.
/// </summary>
internal sealed class MarkMisdirected(
    ActOnDocument act,
    FilingActs acts,
    DutySteps steps,
    History history,
    VisibleToActor visible,
    ReadHolidays holidays,
    IOrganization organization,
    CurrentActor actor,
    TimeProvider clock)
{
    /// <summary>Within which it has to be done.</summary>
    private static readonly TimeSpan Time = TimeSpan.FromHours(48);

    /// <param name="version">The document's version as the page showed it.</param>
    /// <param name="batch">What is done together and undone together; null for what is not.</param>
    public Task<DocumentAct> Run(Guid documentId, uint version, CancellationToken stopping, Guid? batch = null) => act.Run(
        documentId,
        version,
        async (document, effects) =>
        {
            if (document.State != DocumentState.Review)
            {
                return new DocumentAct.NotNow(document.State);
            }

            // The duty that comes of it is done only by who is cleared.
            if (!await visible.IsClearedFor(document.Id, stopping))
            {
                return new DocumentAct.NotCleared();
            }

            acts.SetAside(document);
            document.IsMisdirected = true;
            document.LastBatch = batch;
            history.Add(document, EventCode.MarkedMisdirected);
            var location = (await organization.Profile(stopping)).Find(document.LocationId);
            var now = clock.GetUtcNow();
            var due = WorkingTime.After(now, Time, location, await holidays.At(document.LocationId, stopping));
            var duty = new Duty
            {
                Id = Guid.CreateVersion7(),
                DocumentId = document.Id,
                Kind = DutyKind.Misdirected,
                IsUrgent = false,
                RaisedAt = now,
                DueAt = due,
                EscalatesAt = due,
                AssigneeId = actor.UserId,
                LocationId = document.LocationId,
            };
            steps.Raise(duty, document, NamedBecause.SaidSo);
            effects.Audit(new AuditEntry("document.marked-misdirected", "document", document.Id, LocationId: document.LocationId));
            return null;
        },
        stopping);
}
