using System.Globalization;

namespace TrainTypes;

/// <param name="Folds">By how many parts of the kinds it is tried in turn; 0: not at all.</param>
/// <param name="Papers">Drawn of each kind.</param>
/// <param name="Write">Where to write what was learned of all.</param>
/// <param name="WriteCuts">Where to write what was learned of where documents begin.</param>
/// <param name="Transmissions">Drawn for each part of the kinds.</param>
/// <param name="Documents">A corpus whose text is only measured.</param>
internal sealed record Options(int Folds, int Papers, int Seed, int Rounds, float Rate, float Shrink, int LeastKinds, string? Write, string? Documents, string Leave, string? WriteCuts, int Transmissions)
{
    public static Options Of(string[] args)
    {
        string? Value(string name) => Array.IndexOf(args, "--" + name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        int Number(string name, int usual) => Value(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
        float Share(string name, float usual) => Value(name) is { } text ? float.Parse(text, CultureInfo.InvariantCulture) : usual;
        return new(Number("cross", 0), Number("papers", 16), Number("seed", 1), Number("rounds", 14), Share("rate", 0.02f), Share("shrink", 2e-5f), Number("kinds", 2), Value("write"), Value("documents"), Value("leave") ?? "", Value("write-cuts"), Number("transmissions", 700));
    }
}
