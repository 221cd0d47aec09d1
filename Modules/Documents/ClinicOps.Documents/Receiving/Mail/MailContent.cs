using ClinicOps.Documents.Data;

namespace ClinicOps.Documents.Receiving.Mail;

/// <summary>What is to be received of a message.</summary>
/// <param name="Number">In the order of the message, from 1; the same whenever these bytes are taken apart again.</param>
internal abstract record MailPart(int Number, string Name)
{
    /// <summary>As it was attached.</summary>
    internal sealed record Attached(int Number, string Name, byte[] Bytes) : MailPart(Number, Name);

    /// <summary>Words without a page of their own: the message itself, or an attached text.</summary>
    internal sealed record Written(int Number, string Name, MailText Text) : MailPart(Number, Name);
}

/// <param name="Heading">Lines above the text: from whom, to whom, when, about what.</param>
internal sealed record MailText(IReadOnlyList<string> Heading, string Text);

/// <param name="LeftOut">Names of what is attached and is no document.</param>
/// <param name="Problem">Why a person has to look; null where nobody has to.</param>
/// <param name="Text">What the message says, for that person.</param>
internal sealed record MailContent(IReadOnlyList<MailPart> Parts, IReadOnlyList<string> LeftOut, MailProblem? Problem, MailText? Text)
{
    /// <summary>What it and the messages in it say that is on no page of a part: nobody else reads that.</summary>
    public IReadOnlyList<MailText> Beside { get; init; } = [];
}
