using ClinicOps.Correspondence.Letters;

namespace ClinicOps.Correspondence.Templates;

/// <summary>One version of a template in one language, as staff left it. Only ever added to: the newest one stands, and letters that were drafted from one before keep its number.</summary>
internal sealed class LetterTemplateVersion
{
    public required Guid Id { get; init; }

    public required string Code { get; init; }

    /// <summary>BCP 47.</summary>
    public required string Language { get; init; }

    /// <summary>Counts on from the built-in one, where there is one.</summary>
    public required int Version { get; init; }

    /// <summary>What staff choose it by.</summary>
    public required string Name { get; init; }

    public required string Subject { get; init; }

    public required IReadOnlyList<LetterBlock> Blocks { get; init; }

    /// <summary>Printed twice: for its reader, and marked, on pages of its own, for the clinic.</summary>
    public bool WithClinicCopy { get; init; }

    /// <summary>From this version on it is offered no more.</summary>
    public bool Retired { get; init; }

    /// <summary>From this version on the built-in one stands again, as the program has it.</summary>
    public bool BackToBuiltIn { get; init; }

    public Guid? WrittenBy { get; init; }

    public required DateTimeOffset WrittenAt { get; init; }

    public LetterTemplate AsTemplate() => new(Code, Version, Language, Name, Subject, Blocks) { WithClinicCopy = WithClinicCopy };
}
