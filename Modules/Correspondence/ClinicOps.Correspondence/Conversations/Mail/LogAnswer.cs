using ClinicOps.Correspondence.Conversations.Links;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Disclosures;
using ClinicOps.Correspondence.Notices;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Conversations.Mail;

/// <summary>
/// An answer about a patient is logged as what left: its words when they leave, or may have; of a mail that has none, when somebody reads them behind its link. Inside the transaction
/// in which that is known; what is known better later corrects it. It is the patient's of whom it was when it left, and went to the address it went to: whom the conversation is said to
/// be about may be changed while the mail is under way.
/// </summary>
internal sealed class LogAnswer(CorrespondenceDb db, TimeProvider clock)
{
    /// <summary>With the notice's row held.</summary>
    /// <param name="cameBack">A report says so: it had left.</param>
    public async Task Follow(Notice notice, bool cameBack, CancellationToken stopping)
    {
        var state = notice.State switch
        {
            DeliveryState.Sent => DisclosureState.Left,
            DeliveryState.Unknown => DisclosureState.MayHaveLeft,
            DeliveryState.Failed when cameBack => DisclosureState.CameBack,
            DeliveryState.Failed or DeliveryState.Pending => DisclosureState.NotLeft,
            _ => null,
        };
        var standing = state is null ? null : db.StandingDisclosure(notice.Id);
        if (state is null || standing?.State == state || (state == DisclosureState.NotLeft && standing?.State != DisclosureState.MayHaveLeft)
            || notice.PatientId is null || await db.MessageLinks.AnyAsync(link => link.Id == notice.Id, stopping))
        {
            return;
        }

        var conversation = await db.Conversations.AsNoTracking().SingleAsync(c => c.Id == notice.ConversationId, stopping);
        var entry = await db.ConversationEntries.AsNoTracking().SingleAsync(e => e.Id == notice.Id, stopping);
        Add(conversation, entry, standing, standing?.PatientId ?? notice.PatientId.Value, notice.Address, state, notice.Attempts, standing?.LeftAt ?? notice.LeftAt ?? notice.SendingSince ?? clock.GetUtcNow(), entry.Person, "To the patient, at the address of the record");
    }

    /// <summary>The first time. Of an earlier attempt with the words there may be a row.</summary>
    public void Read(Conversation conversation, ConversationEntry entry, MessageLink link) => Add(
        conversation, entry, db.StandingDisclosure(entry.Id), link.PatientId, link.Address, DisclosureState.Left, 0, clock.GetUtcNow(), "Read behind a link", "To the patient: birth date and phone number were said");

    private void Add(
        Conversation conversation, ConversationEntry entry, Disclosure? standing, Guid patientId, string? address, string state, int attempt, DateTimeOffset leftAt, string recipient, string authority) =>
        db.Disclosures.Add(new Disclosure
        {
            Id = standing is null ? entry.Id : Guid.CreateVersion7(clock.GetUtcNow()),
            CorrectsId = standing?.Id,
            PatientId = patientId,
            DeliveryId = entry.Id,
            Attempt = attempt,
            LocationId = conversation.LocationId,
            CareThreadId = conversation.CareThreadId,
            Recipient = recipient,
            Kind = DisclosureKind.Patient,
            Address = address ?? "",
            Way = DisclosureWay.Email,
            What = $"Answer by e-mail: {conversation.Subject}",
            Purpose = DisclosurePurpose.AtRequest,
            Authority = authority,
            State = state,
            LeftAt = leftAt,
            By = entry.By,
            At = clock.GetUtcNow(),
            AccessClass = conversation.AccessClass,
        });
}
