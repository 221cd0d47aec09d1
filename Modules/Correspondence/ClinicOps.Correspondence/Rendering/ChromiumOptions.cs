using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>Section "Correspondence:Chromium".</summary>
internal sealed class ChromiumOptions
{
    [Required]
    public string Program { get; set; } = "chromium";

    /// <summary>Whom Chromium runs as when we are root; a plain user runs it as himself.</summary>
    [Required]
    public string User { get; set; } = "nobody";

    [Required]
    public string Group { get; set; } = "nogroup";

    /// <summary>For one letter, with the start of the browser where it is cold.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Then the browser is exchanged for a new one.</summary>
    [Range(1, 100_000)]
    public int LettersPerBrowser { get; set; } = 500;

    /// <summary>Without a letter for this long, no browser is kept.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan IdleLimit { get; set; } = TimeSpan.FromMinutes(10);
}
