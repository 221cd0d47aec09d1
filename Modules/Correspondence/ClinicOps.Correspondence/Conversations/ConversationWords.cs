namespace ClinicOps.Correspondence.Conversations;

/// <summary>The recorded codes of conversations as people read them.</summary>
internal static class ConversationWords
{
    public static readonly IReadOnlyList<(string Code, string Text)> Kinds =
        [(ConversationKind.Question, "Question"), (ConversationKind.Request, "Request"), (ConversationKind.Concern, "Concern"), (ConversationKind.Complaint, "Complaint")];

    public static readonly IReadOnlyList<(string Code, string Text)> Outcomes =
    [
        (ConversationOutcome.Answered, "Answered"), (ConversationOutcome.Resolved, "Resolved"), (ConversationOutcome.NotResolved, "Not resolved"),
        (ConversationOutcome.NoReply, "No reply from them"), (ConversationOutcome.NotForUs, "Not for us"),
    ];

    public static readonly IReadOnlyList<(string Code, string Text)> CallOutcomes =
        [(CallOutcome.Reached, "Spoke with them"), (CallOutcome.LeftMessage, "Left a message"), (CallOutcome.NoAnswer, "No answer"), (CallOutcome.WrongNumber, "Wrong number")];

    /// <summary>What is asked of a patient to be sure of them: two of these.</summary>
    public static readonly IReadOnlyList<(string Code, string Text)> Identifiers =
        [("name", "full name"), ("birth_date", "date of birth"), ("address", "address"), ("phone", "phone number on file"), ("mrn", "MRN or member id")];

    public static string Kind(string code) => Of(Kinds, code);

    public static string CallOutcomeOf(string code) => Of(CallOutcomes, code);

    public static string Outcome(string? code) => code switch { null => "", ConversationOutcome.HandedOver => "Handed over to a task", _ => Of(Outcomes, code) };

    public static string State(string code) => code switch { ConversationState.Open => "we owe an answer", ConversationState.Waiting => "waits for them", _ => "closed" };

    public static string Channel(ConversationEntry entry) => (entry.Channel, entry.Direction) switch
    {
        (EntryChannel.Email, EntryDirection.In) => "E-mail from them",
        (EntryChannel.Email, _) => "E-mail to them",
        (EntryChannel.Call, EntryDirection.In) => "They called",
        (EntryChannel.Call, _) => "We called",
        (EntryChannel.WalkIn, _) => "At the desk",
        (EntryChannel.Letter, EntryDirection.In) => "Letter from them",
        (EntryChannel.Letter, _) => "Letter to them",
        (EntryChannel.Link, EntryDirection.In) => "Answer on the page of a link",
        (EntryChannel.Link, _) => "Shown behind a link",
        _ => "Internal note",
    };

    public static string CallerCheckOf(string code) => code switch
    {
        CallerCheck.Patient => "the patient, made sure of",
        CallerCheck.EntitledPerson => "somebody who may be told",
        CallerCheck.Professional => "a colleague or payer, called back",
        _ => "not made sure of: nothing of the patient was told",
    };

    private static string Of(IReadOnlyList<(string Code, string Text)> known, string code) => known.Where(one => one.Code == code).Select(one => one.Text).FirstOrDefault() ?? code;
}
