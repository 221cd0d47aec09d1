using ClinicOps.Correspondence.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Papers;

/// <summary>
/// What became of a packet stands in the history of what it belongs to, with the reference under which it left: sent, it asks for the referral or submits the
/// request; what did not arrive, or of which nobody knows, is somebody's task.
/// </summary>
internal sealed class OnPapersEnded(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, WorkOnReferral referrals, WorkOnAuthorization authorizations, IPapers papers) : IJobHandler<PapersEnded>
{
    public async Task Run(PapersEnded arguments, JobMessage message, CancellationToken stopping)
    {
        if (await papers.Find(arguments.DeliveryId, stopping) is not { } delivery)
        {
            return;
        }

        var referralId = await db.ReferralPackets.Where(p => p.Id == arguments.PapersId).Select(p => (Guid?)p.ReferralId).SingleOrDefaultAsync(stopping);
        var authorizationId = await db.AuthorizationPackets.Where(p => p.Id == arguments.PapersId).Select(p => (Guid?)p.AuthorizationId).SingleOrDefaultAsync(stopping);
        await transaction.RunOnce(
            message,
            async effects =>
            {
                if (referralId is { } referral)
                {
                    await referrals.PacketEnded(referral, new PacketOutcome(arguments, delivery), effects, stopping);
                }
                else if (authorizationId is { } authorization)
                {
                    await authorizations.PacketEnded(authorization, new PacketOutcome(arguments, delivery), effects, stopping);
                }
            },
            stopping);
    }
}

/// <summary>What became of a packet on one way to one reader, in the words of a history and of a task.</summary>
internal sealed record PacketOutcome(PapersEnded Told, PapersDelivery Delivery)
{
    private const string NotMeant = "not_meant";

    /// <summary>Somebody has to find another way.</summary>
    public bool IsForAPerson => Told.Outcome != PapersEnded.Sent && Told.Reason != NotMeant;

    public bool IsSent => Told.Outcome == PapersEnded.Sent;

    /// <summary>It did not arrive: nothing was sent by it.</summary>
    public bool IsFailed => Told.Outcome == PapersEnded.Failed;

    /// <summary>It was sent, and came back before that was told here: what is told of its failure counts, in whichever order the two come.</summary>
    public bool HasComeBack => IsSent && Delivery.IsForAPerson;

    public Guid StepId => IsSent ? Told.DeliveryId : Guid.CreateVersion7();

    public string To => $"{Delivery.Address}, {Delivery.Name}";

    /// <param name="namesReader">Where the history has no place of its own for it.</param>
    public Contact Contact(bool namesReader) => new(
        Delivery.Way == PaperWays.Fax ? Authorizations.Contact.Fax : Authorizations.Contact.Email,
        Short(Delivery.Reference, 100),
        Comment: string.Join(" ", new[] { namesReader ? $"The packet, to {To}." : "", IsSent ? "" : Why }.Where(part => part.Length > 0)));

    /// <summary>Why it did not arrive, and what to do.</summary>
    public string Why => Told.Reason switch
    {
        "outcome_unknown" => "Nobody knows whether it arrived: the connection broke while it was handed over. Ask them, then say on the packet's page that it arrived, or send it again.",
        NotMeant => "It was withdrawn before the packet left: nothing was sent.",
        "papers_closed" => "A paper in it left the chart, or was closed, before it left. Make a new packet of what may go.",
        "mailbox_unknown" => "It did not arrive: there is no such number or mailbox. Ask them for the right one, and send it there.",
        "mailbox_full" => "It did not arrive: their mailbox is full. Call them, or send it by fax.",
        "too_large" => "It did not arrive: it is too large. Make a smaller packet, or send it by fax.",
        "fax_queue_refused" => "It did not leave: the clinic's fax queue does not take it. Tell the administrator, or send it by e-mail.",
        "fax_busy" => "It did not arrive: their fax machine was busy each time it was dialed. Send it again later, or call them.",
        "fax_no_answer" => "It did not arrive: nobody answered under that number. Check the number, or call them.",
        "fax_no_machine" => "It did not arrive: no fax machine answered under that number, a person may have. Check the number before you send it again.",
        "fax_failed" => "It did not get through to their fax machine. Check the number, then send it again.",
        "not_entitled" => "It did not leave: the record does not say that its reader may be told. Record it at \"People and notes\" of the patient, or send it to somebody else.",
        "no_consent" => "It did not leave: the record does not say that the patient wants this by e-mail. Record it at \"How to reach\" of the patient, or print the packet.",
        "confidential_address" => "It did not leave: the patient has a confidential address, and this was to go somewhere else. Print the packet.",
        "enclosure_closed" => "It did not leave: an enclosure left the chart, or was closed, before it left. Make a new packet of what may go.",
        "number_misdirected" => "It did not leave: a fax to this number reached somebody else. Ask them for the right number, and send it there.",
        "record_closed" => "It did not leave: the patient's record is closed, or is not registered any more. Ask who may see it.",
        "gave_up" => "It did not arrive: it was put off for days. Check the number or address, and send it again.",
        "refused" => "It did not arrive: the mail server or the fax service refused it. Check the number or address, and send it again.",
        _ => "It came back. Check the number or address, and send it again.",
    };

    private static string Short(string text, int most) => text.Length > most ? text[..most] : text;
}
