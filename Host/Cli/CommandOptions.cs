using ClinicOps.Host.Embedded;

namespace ClinicOps.Host.Cli;

/// <summary>The person typed something that cannot be meant. The message says what can.</summary>
internal sealed class UsageProblem(string whatToDo) : Exception(whatToDo);

/// <summary>The options that every verb takes, and the words that are left.</summary>
/// <param name="DataFolder">The instance's folder.</param>
/// <param name="Connection">The owner's connection string of a PostgreSQL elsewhere; null for the embedded one.</param>
/// <param name="Words">The verb and its own arguments.</param>
internal sealed record CommandOptions(string DataFolder, string? Connection, IReadOnlyList<string> Words)
{
    /// <exception cref="UsageProblem">An option without its value.</exception>
    public static CommandOptions Parse(IReadOnlyList<string> arguments)
    {
        var words = arguments.ToList();
        var data = Take(words, "--data") ?? Setting("CLINICOPS_DATA") ?? InstanceFolder.DefaultPath(CloneFolder());
        var connection = Take(words, "--connection") ?? Setting("CLINICOPS_CONNECTION");
        return new CommandOptions(Path.GetFullPath(data), connection, words);
    }

    /// <summary>Removes "--name value" (or "--name=value") and returns the value; null when it is not there.</summary>
    public static string? Take(List<string> words, string name)
    {
        var at = words.FindIndex(word => word == name || word.StartsWith(name + "=", StringComparison.Ordinal));
        if (at < 0)
        {
            return null;
        }

        if (words[at].Length > name.Length)
        {
            var joined = words[at][(name.Length + 1)..];
            words.RemoveAt(at);
            return joined;
        }

        if (at + 1 >= words.Count)
        {
            throw new UsageProblem($"{name} needs a value.");
        }

        var value = words[at + 1];
        words.RemoveRange(at, 2);
        return value;
    }

    /// <summary>An environment variable; an empty one is none.</summary>
    public static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>The folder with the solution, above the built program; where there is none (an installed copy), the program's own.</summary>
    private static string CloneFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ClinicOps.sln")))
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
