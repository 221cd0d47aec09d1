using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Conversations.Mail;
using ClinicOps.Correspondence.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>One conversation: all that was said in it, whatever the channel, what staff did with it, and what can be done now. A refusal keeps everything that was typed.</summary>
[Authorize(Policy = CorrespondenceRights.ViewConversations)]
internal sealed partial class ConversationModel(
    CorrespondenceDb db,
    VisibleConversations visible,
    ListConversations list,
    WorkOnConversation work,
    AddEntry add,
    AnswerByMail answer,
    CannedAnswers canned,
    CheckCaller callers,
    KnowMail mails,
    LoadTimeline timeline,
    IPatients patients,
    IRelatedPeople people,
    IOrganization organization,
    IAuthorizationService authorization,
    AuditTrail audit,
    CurrentActor actor,
    TimeProvider clock) : PageModel
{
    public const int LongestWords = 8000;
    private const int MostFound = 8;
    private const string CameSince = " It stays open: something came in while you wrote. Read it, and answer that too.";

    public ConversationRow Row { get; private set; } = null!;

    public Conversation Conversation => Row.Conversation;

    public IReadOnlyList<TimelineLine> Timeline { get; private set; } = [];

    public IReadOnlyDictionary<Guid, EntryMail> Mails { get; private set; } = new Dictionary<Guid, EntryMail>();

    /// <summary>Of whom it might be, where nobody has said.</summary>
    public IReadOnlyList<PatientHint> Hints { get; private set; } = [];

    public IReadOnlyList<ToldPerson> Told { get; private set; } = [];

    public IReadOnlyList<CannedAnswer> Canned { get; private set; } = [];

    public IReadOnlyList<Colleague> Colleagues { get; private set; } = [];

    public bool MayWork { get; private set; }

    public bool MayDraft { get; private set; }

    public bool CanMail => Conversation.Address?.Contains('@', StringComparison.Ordinal) == true;

    public bool IsMine => Conversation.OwnerId is { } owner && owner == actor.UserId;

    /// <summary>Who saw what is alarming, and when; null while nobody has.</summary>
    public string? SeenBy { get; private set; }

    /// <summary>What stands in the answer's field: typed, or of a canned answer.</summary>
    public string Answer { get; private set; } = "";

    /// <summary>The words in the field are a canned answer's: they are sent with one key.</summary>
    public bool IsReady { get; private set; }

    /// <summary>It says nothing about a patient: said by the user, or the clinic's own words without a patient's field.</summary>
    public bool SaysNothing { get; private set; }

    public SaidForm Said { get; private set; } = new();

    public string Note { get; private set; } = "";

    public (string Outcome, string Words)? Ending { get; private set; }

    /// <summary>What was searched for, and who was found; null where nobody searched.</summary>
    public (string Words, IReadOnlyList<PatientSummary> Found)? Found { get; private set; }

    /// <summary>When the last was said that the page shows, in UTC ticks: it goes along with what is answered.</summary>
    public long SeenAt => Timeline.Where(line => line.Entry is not null).Select(line => line.At.UtcTicks).Append(Conversation.LastEntryAt.UtcTicks).Max();

    /// <summary>Why nothing was done, with the way on; null where nothing was refused.</summary>
    public string? Refusal { get; private set; }

    private string Here => $"/correspondence/conversations/conversation/{Conversation.Id}";

    /// <param name="cannedId">The canned answer that is to stand in the field.</param>
    public async Task<IActionResult> OnGet(Guid id, Guid? cannedId, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        if (cannedId is { } chosen && Canned.FirstOrDefault(one => one.Id == chosen) is { } one)
        {
            var filled = await canned.Fill(one, Conversation, Row.Patient, stopping);
            (Answer, IsReady) = (filled.Words ?? "", filled.Words is not null && CanMail);
            SaysNothing = filled.Words is not null && !CannedAnswers.NamesPatient(one.Words);
            Refusal = filled.Words is null ? $"\"{one.Title}\" needs what nobody knows here: {string.Join(", ", filled.Missing)}. {(Conversation.PatientId is null ? "Say first whom it is about." : "Write the answer by hand.")}" : null;
        }

        return Page();
    }

    /// <param name="nothing">The user says that it says nothing about a patient.</param>
    /// <param name="end">It is closed with it, as answered.</param>
    /// <param name="seenAt">When the last was said that the page showed.</param>
    public async Task<IActionResult> OnPostAnswer(Guid id, Guid entryId, string? words, bool nothing, bool end, long seenAt, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        if (!MayWork)
        {
            return Forbid();
        }

        (Answer, SaysNothing) = (words ?? "", nothing);
        if (Answer.Trim().Length == 0 || Answer.Length > LongestWords)
        {
            return Again($"Write the answer first, at most {LongestWords} characters.");
        }

        switch (await answer.Run(id, entryId, Answer.Trim(), nothing, stopping, Ticks(seenAt)))
        {
            case AnswerByMailResult.Refused refused:
                return Again($"{refused.Reason} {refused.WayOn}");
            case AnswerByMailResult.NoWay no:
                return Again(no.Words);
            case AnswerByMailResult.Requested requested:
                var closed = end ? await work.CloseAnswered(id, stopping) : null;
                TempData["toast"] = (requested.ByLink ? "A short mail with a link leaves: they read the answer there after saying who they are." : "The answer leaves by e-mail.")
                    + (closed is ConversationChange.Refused still ? $" Not closed: {still.Reason}" : requested.CameSince ? CameSince : "");
                return Redirect(end && closed is ConversationChange.Done ? "/correspondence/conversations" : Here);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostNote(Guid id, Guid entryId, string? words, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        if (!MayWork)
        {
            return Forbid();
        }

        Note = words ?? "";
        return Note.Trim().Length == 0 || Note.Length > LongestWords
            ? Again($"Write the note first, at most {LongestWords} characters.")
            : await Added(Entry(entryId, EntryChannel.Note, EntryDirection.Internal, Note, new CallerJudgement.Checked("", "", null, null), null, null), weOwe: false, null, "The note is there, for staff alone.", stopping);
    }

    /// <summary>What was said at the phone or the desk: with whom, and what makes sure that they may be told.</summary>
    public async Task<IActionResult> OnPostSaid(Guid id, SaidForm said, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        if (!MayWork)
        {
            return Forbid();
        }

        ModelState.Clear();
        Said = said;
        if (said.Problem is { } problem)
        {
            return Again(problem);
        }

        switch (await callers.Run(Conversation.PatientId, said.Caller, stopping))
        {
            case CallerJudgement.Refused refused:
                await audit.Record(db, new AuditEntry("conversation.caller-refused", "conversation", id, People, said.Caller.Who, Conversation.LocationId), stopping);
                return Again($"{refused.Reason} {refused.WayOn}");
            case CallerJudgement.Checked sure:
                var entry = Entry(said.EntryId, said.Channel, said.Direction, said.Words!, sure, said.IsCall ? said.Outcome : null, said.IsCall ? said.Digits : null);
                var stays = !said.WeOwe && Conversation.State == ConversationState.Open && AddEntry.TellsNothing(entry);
                return await Added(entry, said.WeOwe, Ticks(said.SeenAt), stays ? "It is written down. It stays open: nothing was told. Close it below where nothing is owed." : "It is written down.", stopping);
            default:
                return NotFound();
        }
    }

    private ConversationEntry Entry(Guid entryId, string channel, string direction, string words, CallerJudgement.Checked sure, string? outcome, string? number) => new()
    {
        Id = entryId,
        ConversationId = Conversation.Id,
        Channel = channel,
        Direction = direction,
        At = clock.GetUtcNow(),
        By = actor.UserId,
        Person = sure.Person,
        PersonId = sure.PersonId,
        CallerCheck = sure.Check.Length > 0 ? sure.Check : null,
        CheckedWith = sure.With,
        CallOutcome = outcome,
        Number = number,
        Words = words.Trim(),
    };

    private async Task<IActionResult> Added(ConversationEntry entry, bool weOwe, DateTimeOffset? seen, string done, CancellationToken stopping)
    {
        switch (await add.Run(entry, weOwe, stopping, seen))
        {
            case AddEntryResult.NotThere:
                return NotFound();
            case AddEntryResult.Closed:
                return Again("The conversation is closed: open it again first. What you typed is still here.");
            case AddEntryResult.Added { CameSince: true }:
                TempData["toast"] = done + CameSince;
                return Redirect(Here);
            default:
                TempData["toast"] = done;
                return Redirect(Here);
        }
    }

    private PageResult Again(string refusal)
    {
        Refusal = refusal;
        ModelState.Clear();
        return Page();
    }

    private Guid[] People => Conversation.PatientId is { } patient ? [patient] : [];

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (await list.Rows(visible.Conversations.Where(c => c.Id == id), stopping) is not [var row])
        {
            return false;
        }

        Row = row;
        Timeline = await timeline.Of(row, stopping);
        Mails = await mails.Of(Conversation, stopping);
        Hints = await mails.Hints(Conversation, stopping);
        Told = row.Patient is { } patient ? await people.WhoMayBeTold(patient.Id, stopping) : [];
        Canned = await canned.For(Conversation, row.Patient, stopping);
        Colleagues = [.. (await organization.Colleagues(stopping)).Where(colleague => colleague.Rights.Contains(CorrespondenceRights.WorkConversations) && colleague.WorksAt(Conversation.LocationId))];
        MayWork = (await authorization.AuthorizeAsync(User, CorrespondenceRights.WorkConversations)).Succeeded;
        MayDraft = (await authorization.AuthorizeAsync(User, CorrespondenceRights.DraftLetters)).Succeeded;
        SeenBy = Conversation.RedFlagSeenAt is { } seen ? await organization.WhoAndWhen(Conversation.RedFlagSeenBy, clock.GetUtcNow() - seen, stopping: stopping) : null;
        await audit.Record(db, new AuditEntry("conversation.viewed", "conversation", id, People, LocationId: Conversation.LocationId), stopping);
        return true;
    }
}
