using ClinicOps.Correspondence.Conversations.Links;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Notices;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Conversations.Mail;

/// <summary>
/// The mail of an answer, right before it leaves: the words, or that a message waits behind a link. Whether it still may go there is asked once more; where it was the words and may
/// now be the link alone, the link leaves.
/// </summary>
internal sealed class WriteAnswer(CorrespondenceDb db, MayAnswer may, MessageLinks links, IPatients patients, IOrganization organization, IOptions<MailOptions> options)
{
    private const int MostOfThread = 20;

    public async Task<NoticeContent> ToSend(Notice notice, CancellationToken stopping)
    {
        var conversation = await db.Conversations.AsNoTracking().SingleAsync(c => c.Id == notice.ConversationId, stopping);
        var entry = await db.ConversationEntries.AsNoTracking().SingleAsync(e => e.Id == notice.Id, stopping);
        if (!await Stands(notice, conversation, entry, stopping))
        {
            return new NoticeContent.Nothing(NoticeProblem.NotWanted);
        }

        var byLink = false;
        if (conversation.PatientId is { } patient)
        {
            var way = await may.Ask(patient, conversation, stopping);
            if (way is AnswerWay.No no)
            {
                return new NoticeContent.Nothing(no.Code == "deceased" ? DeliveryProblem.PatientDeceased : NoticeProblem.NotAllowed);
            }

            // Once it was to be a link, it stays one.
            byLink = notice.ByLink || way is AnswerWay.Link || await db.MessageLinks.AnyAsync(link => link.Id == entry.Id, stopping);
        }

        var profile = await organization.Profile(stopping);
        var (name, phone) = (profile.Name, profile.Find(conversation.LocationId)?.Phone ?? "");
        var thread = await Thread(conversation.Id, entry, stopping);
        var text = byLink
            ? await Waiting(entry.Id, conversation.PatientId!.Value, notice.Address!, name, phone, stopping)
            : new NoticeText(await Subject(conversation, name, stopping), Words(entry.Words, name, phone, await ReadsSpanish(conversation.PatientId, stopping)));
        return new NoticeContent.Say(notice.Address!, text with { Thread = thread }) { PatientId = conversation.PatientId };
    }

    /// <summary>That it is about the same patient, goes to the same address and was not taken back.</summary>
    public async Task<bool> Stands(Notice notice, CancellationToken stopping) => await Stands(
        notice,
        await db.Conversations.AsNoTracking().SingleAsync(c => c.Id == notice.ConversationId, stopping),
        await db.ConversationEntries.AsNoTracking().SingleAsync(e => e.Id == notice.Id, stopping),
        stopping);

    private async Task<bool> Stands(Notice notice, Conversation conversation, ConversationEntry entry, CancellationToken stopping) =>
        entry.TakenBackAt is null && conversation.Address == notice.Address && await IsOfSamePatient(notice, conversation, stopping);

    /// <summary>One merged since is the one it was merged into.</summary>
    private async Task<bool> IsOfSamePatient(Notice notice, Conversation conversation, CancellationToken stopping) =>
        conversation.PatientId == notice.PatientId
        || (notice.PatientId is { } asked && await patients.FindStanding(asked, stopping) is { } standing && standing.Id == conversation.PatientId);

    /// <summary>Of the mails of the conversation before this one.</summary>
    private async Task<IReadOnlyList<string>> Thread(Guid conversationId, ConversationEntry entry, CancellationToken stopping)
    {
        var ids = await db.ConversationEntries.Where(e => e.ConversationId == conversationId && e.MessageId != null && e.Id != entry.Id && e.At <= entry.At)
            .OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Select(e => e.MessageId!).Take(MostOfThread).ToListAsync(stopping);
        ids.Reverse();
        return ids;
    }

    /// <summary>Their own subject goes back to them; one that staff wrote stays here.</summary>
    private async Task<string> Subject(Conversation conversation, string clinic, CancellationToken stopping) =>
        await db.ConversationEntries.Where(e => e.ConversationId == conversation.Id).OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => e.Channel + e.Direction).FirstAsync(stopping) == EntryChannel.Email + EntryDirection.In
            ? conversation.Subject.StartsWith("Re:", StringComparison.OrdinalIgnoreCase) ? conversation.Subject : $"Re: {conversation.Subject}"
            : $"A message from {clinic}";

    private async Task<bool> ReadsSpanish(Guid? patientId, CancellationToken stopping) =>
        patientId is { } patient && ReaderLanguage.IsSpanish((await patients.FindStanding(patient, stopping))?.Language);

    private string Words(string words, string clinic, string phone, bool isSpanish) => isSpanish
        ? $"{words}\n\n-- \n{clinic}\n"
        + (options.Value.Replies.IsConfigured ? $"Puede contestar este mensaje, o llamarnos al {phone}.\n" : $"Para contestar o preguntar, por favor llame al {phone}.\n")
        + "Nadie vigila esta direcci\u00f3n para emergencias. En una emergencia, llame al 911.\n"
        : $"{words}\n\n-- \n{clinic}\n"
        + (options.Value.Replies.IsConfigured ? $"You can answer this message, or call us at {phone}.\n" : $"To answer or to ask, please call us at {phone}.\n")
        + "This address is not watched for emergencies. In an emergency, call 911.\n";

    private async Task<NoticeText> Waiting(Guid entryId, Guid patientId, string address, string clinic, string phone, CancellationToken stopping)
    {
        var isSpanish = await ReadsSpanish(patientId, stopping);
        var link = await links.Make(entryId, patientId, address, stopping);
        return isSpanish
            ? new NoticeText($"Un mensaje de {clinic}",
                $"Usted tiene un mensaje de {clinic}. Para leerlo, abra este enlace:\n{link}\n\n"
                + "La p\u00e1gina le pregunta la fecha de nacimiento del paciente y el final del n\u00famero de tel\u00e9fono que tenemos. Ah\u00ed tambi\u00e9n puede contestar.\n\n"
                + "Nadie vigila esta direcci\u00f3n para emergencias. En una emergencia, llame al 911.\n\n"
                + $"Para hablar con nosotros, llame al {phone}. Si este mensaje no es para usted, por favor b\u00f3rrelo y av\u00edsenos.\n")
            : new NoticeText($"A message from {clinic}",
                $"You have a message from {clinic}. Read it here:\n{link}\n\n"
                + "The page asks for the patient's birth date and the end of the phone number that we have. You can answer there too.\n\n"
                + "This address is not watched for emergencies. In an emergency, call 911.\n\n"
                + $"To talk to us, please call {phone}. If this message is not for you, please delete it and tell us.\n");
    }
}
