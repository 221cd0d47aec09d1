namespace ClinicOps.Correspondence.Letters;

/// <summary>A block is drawn only if this holds of a field's value. What is unknown is no text: it neither is nor has anything.</summary>
/// <param name="Test">One of the codes here.</param>
/// <param name="Value">What it is compared with, however it is written in capitals; not asked where the test is whether the field is known.</param>
internal sealed record LetterCondition(string Field, string Test, string Value)
{
    public const string Known = "known";
    public const string Unknown = "unknown";
    public const string Is = "is";
    public const string IsNot = "is-not";
    public const string Has = "has";
    public const string HasNot = "has-not";

    /// <summary>Each test with how it is said between the field and the value.</summary>
    public static readonly IReadOnlyList<(string Test, string Words)> Tests =
        [(Known, "is known"), (Unknown, "is not known"), (Is, "is"), (IsNot, "is not"), (Has, "has in it"), (HasNot, "does not have in it")];

    public static bool AsksForValue(string test) => test is not (Known or Unknown);

    /// <param name="value">Of the field; null when nobody knows it.</param>
    public bool Holds(string? value) => Test switch
    {
        Known => value is not null,
        Unknown => value is null,
        Is => Same(value),
        IsNot => !Same(value),
        Has => Contains(value),
        HasNot => !Contains(value),
        _ => throw new InvalidOperationException($"There is no test {Test}."),
    };

    private bool Same(string? value) => string.Equals(value?.Trim(), Value.Trim(), StringComparison.OrdinalIgnoreCase);

    private bool Contains(string? value) => value?.Contains(Value.Trim(), StringComparison.OrdinalIgnoreCase) == true;
}
