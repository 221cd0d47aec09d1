namespace ClinicOps.Intake.Papers;

internal abstract record PacketMade
{
    private PacketMade()
    {
    }

    /// <summary>What the page says where papers are to be chosen otherwise; null for anything else.</summary>
    public string? Refusal => this switch
    {
        PapersGone gone => $"{(gone.Count == 1 ? "1 of the papers that were chosen is" : $"{gone.Count} of the papers that were chosen are")} not in the chart any more. Look at the list, and make it again.",
        TooLong many => $"{many.Pages} pages are too many for one packet ({DrawPacket.MostPages}). Choose fewer papers.",
        _ => null,
    };

    public sealed record Done(Guid PacketId) : PacketMade;

    /// <summary>Papers that were chosen are not in the chart any more, or not in sight: nothing was made.</summary>
    public sealed record PapersGone(int Count) : PacketMade;

    /// <summary>So many pages are too many for one packet.</summary>
    public sealed record TooLong(int Pages) : PacketMade;

    /// <summary>There is no such authorization or referral in sight.</summary>
    public sealed record Unknown : PacketMade;
}
