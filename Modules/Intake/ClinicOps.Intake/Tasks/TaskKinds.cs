namespace ClinicOps.Intake.Tasks;

/// <summary>What a task asks of staff: codes and the words shown for them.</summary>
internal static class TaskKinds
{
    /// <summary>Obtain the payer's authorization, or its word that none is needed.</summary>
    public const string Authorize = "authorize";
    public const string Schedule = "schedule";
    public const string Call = "call";
    public const string Refer = "refer";

    /// <summary>Ask the sender for what an order lacks.</summary>
    public const string Query = "query";

    /// <summary>Act on what a payer decided, before its deadlines.</summary>
    public const string Decision = "decision";

    /// <summary>Act before a deadline of an authorization.</summary>
    public const string Chase = "chase";

    /// <summary>Wording on a document that a person must see at once.</summary>
    public const string Urgent = "urgent";

    /// <summary>Take back what was done for an order that is void.</summary>
    public const string Undo = "undo";

    /// <summary>Take care of a letter that did not arrive, or should not have left.</summary>
    public const string Letter = "letter";

    /// <summary>Do what a provider asked for who acknowledged a document.</summary>
    public const string FollowUp = "follow-up";

    /// <summary>Clear up what a payer said, or did not say, about a coverage.</summary>
    public const string Coverage = "coverage";

    /// <summary>Tell whoever ordered it that nothing comes of it.</summary>
    public const string Tell = "tell";

    /// <summary>Do what somebody asked for in a conversation.</summary>
    public const string Conversation = "conversation";

    /// <summary>What the button says that closes such a task, and what comes of it: nobody should have to guess what "done" does. One line a kind.</summary>
    private static readonly Dictionary<string, (string Done, string Then)> Ends = new()
    {
        [Authorize] = ("Authorization settled", "The payer's word is known. The visit counts as authorized only with an authorization that says so."),
        [Schedule] = ("Appointment settled", "No appointment is wanted for it any more: it leaves the list of those to book."),
        [Call] = ("Patient called", "The call is made. What was said is kept as a comment."),
        [Refer] = ("Referral settled", "The referral is made, or what it lacked is here."),
        [Query] = ("Sender asked", "The sender was asked. What is corrected comes back as a task."),
        [Decision] = ("Decision acted on", "What the payer wants was sent, or nothing is wanted."),
        [Chase] = ("Acted on", "Nobody is asked again for this deadline. Its clock runs on until the authorization says otherwise."),
        [Urgent] = ("Clinician told", "The clinician on duty knows. The alert goes from every Today."),
        [Undo] = ("Taken back", "What was booked or told for it is taken back."),
        [Letter] = ("Letter taken care of", "The reader has it, or knows."),
        [FollowUp] = ("Done as asked", "What was asked for at acknowledging is done."),
        [Tell] = ("Orderer told", "Who ordered it knows what became of it."),
        [Conversation] = ("Done as asked", "What was asked for in the conversation is done."),
        [Coverage] = ("Coverage cleared up", "The payer's answer needs nothing more. The visit's coverage stays as it was verified."),
    };

    /// <summary>Kinds for which the clinic may say what becomes of those that wait.</summary>
    public static IReadOnlyCollection<string> All => Ends.Keys;

    /// <summary>The words on the button that closes a task of that kind.</summary>
    public static string DoneInWords(string kind) => Ends.TryGetValue(kind, out var end) ? end.Done : "Done";

    /// <summary>What comes of closing it; empty where nothing does.</summary>
    public static string ThenInWords(string kind) => Ends.TryGetValue(kind, out var end) ? end.Then : "";
}
