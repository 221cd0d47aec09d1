using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Papers;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Faults;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ClinicOps.Correspondence.Delivery;

internal sealed record DeliveryToSend(Guid DeliveryId);

/// <summary>
/// Sends one delivery by e-mail, or by fax as mail to the fax service, once. The server is reached first, which changes nothing; then "sending" is committed; then the message
/// is handed over and what came of it is written down. Who finds "sending" with the lock free can only say that nobody knows.
/// </summary>
internal sealed class SendDelivery(
    CorrespondenceDb db,
    DatabaseAccess access,
    DeliveryStates states,
    MailConnection connection,
    WriteMail write,
    IBlobStore blobs,
    IPatients patients,
    PapersMayLeave mayLeave,
    IOptions<MailOptions> options) : IJobHandler<DeliveryToSend>
{
    public async Task Run(DeliveryToSend arguments, JobMessage message, CancellationToken stopping)
    {
        await using var held = await SenderLock.TryTake(access, arguments.DeliveryId, stopping);
        if (held is null || await db.Deliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == arguments.DeliveryId, stopping) is not { } delivery)
        {
            return;
        }

        if (delivery.State == DeliveryState.Sending)
        {
            await states.BecomeUnknown(delivery.Id, delivery.Attempts, stopping);
        }
        else if (delivery.State == DeliveryState.Pending && states.IsDue(delivery))
        {
            await Send(delivery, stopping);
        }
    }

    private async Task Send(LetterDelivery delivery, CancellationToken stopping)
    {
        var of = await db.Letters.AsNoTracking().Where(letter => letter.Id == delivery.LetterId).Select(letter => new { letter.PatientId, letter.TemplateCode }).SingleAsync(stopping);
        if (LetterTemplates.IsToPatient(of.TemplateCode) && await patients.FindStanding(of.PatientId, stopping) is { IsDeceased: true })
        {
            // Told while it waited.
            await states.Refuse(delivery.Id, DeliveryProblem.PatientDeceased, stopping);
            return;
        }

        if (of.TemplateCode == LetterTemplates.Papers && await mayLeave.WhyNot(delivery.LetterId, stopping) is { } kept)
        {
            await states.Refuse(delivery.Id, kept, stopping);
            return;
        }

        if (delivery.Way == DeliveryWay.Fax ? !options.Value.FaxIsConfigured : !options.Value.IsConfigured)
        {
            await states.PutOff(delivery.Id, new MailOutcome.Later(DeliveryProblem.NotConfigured, null, ServerIsReached: false), stopping);
            return;
        }

        var mail = await Mail(delivery, stopping);
        using var conversation = new SmtpConversation();
        if (await conversation.Reach(connection, options.Value.TimeLimit, stopping) is { } notNow)
        {
            await states.PutOff(delivery.Id, notNow, stopping);
            return;
        }

        if (await states.Begin(delivery.Id, stopping) is { } attempt)
        {
            FaultPoint.At("correspondence.send-delivery.sending");
            var outcome = await conversation.Hand(mail, options.Value.EnvelopeFrom(delivery.Id), write.Recipient(delivery), delivery.Id, options.Value.TimeLimit);
            FaultPoint.At("correspondence.send-delivery.handed-over");

            // The host may be stopping: what is known now is written down all the same.
            await states.End(delivery.Id, attempt, outcome, CancellationToken.None);
            await conversation.Close();
        }
    }

    private async Task<MimeMessage> Mail(LetterDelivery delivery, CancellationToken stopping)
    {
        var letter = await db.Letters.AsNoTracking().SingleAsync(l => l.Id == delivery.LetterId, stopping);
        var hash = await db.Approvals.Where(a => a.Id == delivery.ApprovalId).Select(a => a.PdfHash).SingleAsync(stopping);
        var pages = await blobs.Get(hash, stopping);
        return await write.Of(delivery, letter, delivery.CoverHash is { } cover ? await PrintBatch.Of([await blobs.Get(cover, stopping), pages], stopping) : pages, stopping);
    }
}
