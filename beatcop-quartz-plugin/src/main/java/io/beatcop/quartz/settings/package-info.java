/**
 * The settings of an entry of the plugin, and which firings need the lease by them.
 *
 * <p>Start at {@link io.beatcop.quartz.settings.PluginSettings}, which reads and checks the
 * properties. {@link io.beatcop.quartz.settings.GroupPattern} is a list of groups in one of them.
 * {@link io.beatcop.quartz.settings.TriggerNames} tells who chose the name of a trigger, since that
 * decides as well.
 *
 * <p>It knows the lease, and no other package of the plugin.
 *
 * <p>This is no API: the public types are for the other packages of the plugin.
 */
@NullMarked
package io.beatcop.quartz.settings;

import org.jspecify.annotations.NullMarked;
