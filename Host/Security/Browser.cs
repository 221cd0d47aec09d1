namespace ClinicOps.Host.Security;

/// <summary>A browser as people know it, of what it says of itself.</summary>
internal static class Browser
{
    // The first that is found counts: later ones also stand in the lines of earlier ones.
    private static readonly (string Mark, string Name)[] Programs =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Mac OS X", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux")];

    /// <summary>"Firefox on Windows".</summary>
    public static string NameOf(string agent) => $"{Found(Programs, agent) ?? "A browser"} on {Found(Systems, agent) ?? "an unknown system"}";

    private static string? Found((string Mark, string Name)[] known, string agent) =>
        Array.Find(known, one => agent.Contains(one.Mark, StringComparison.Ordinal)).Name;
}
